/** One person's tab: what they do in it and what they see. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import type { ConsoleMessage, HTTPResponse, Page } from "puppeteer-core";
import type { Account } from "./app_people.ts";
import { eventually } from "./eventually.ts";

/** A message as it stands on the page. */
export interface SeenMessage {
  id: string;
  /** Its words; of a deleted one, those that stand in its place. */
  text: string;
  isOwn: boolean;
  isNote: boolean;
  isPending: boolean;
  isFailed: boolean;
  isEdited: boolean;
  isDeleted: boolean;
}

export class Tab {
  readonly page: Page;
  readonly account: Account | null;
  /** What the browser complained of: errors, warnings, refused content, dialogs. */
  readonly faults: string[] = [];
  readonly #origin: string;
  readonly #pictures: string;

  constructor(page: Page, origin: string, account: Account | null, pictures: string) {
    this.page = page;
    this.account = account;
    this.#origin = origin;
    this.#pictures = pictures;
    page.on("console", (message) => this.#note(message));
    page.on("pageerror", (error) => this.faults.push(`uncaught: ${error}`));
    page.on("dialog", (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch((error) => this.faults.push(String(error)));
    });
  }

  #note(message: ConsoleMessage): void {
    const type = message.type();
    if (type !== "error" && type !== "warn") return;
    this.faults.push(`${type}: ${message.text()} (${message.location().url ?? ""})`);
  }

  /**
   * From the next page on, a lost connection is tried again soon: the client draws its delays
   * by lot, and doubles them when the server goes away again and again.
   */
  async comesBackSoon(): Promise<void> {
    await this.page.evaluateOnNewDocument(() => Math.random = () => 0.02);
  }

  assertNoFaults(): void {
    assert.deepEqual(this.faults, []);
  }

  /** Goes to a path of the app; gives the answer that the browser got for it. */
  async open(path: string): Promise<HTTPResponse> {
    const response = await this.page.goto(this.#origin + path, { waitUntil: "load" });
    assert(response, `${path} was not loaded`);
    return response;
  }

  /** Opens a request and waits until its page is alive and complete. */
  async openRequest(requestId: string): Promise<void> {
    await this.open(`/requests/${requestId}`);
    await this.seesChip(/^Live/);
  }

  /** Follows a link or presses a button that leads to another page. */
  async goesBy(selector: string): Promise<void> {
    await Promise.all([
      this.page.waitForNavigation({ waitUntil: "load" }),
      this.page.click(selector),
    ]);
  }

  path(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  /** Adds to what stands in a field. */
  async fill(selector: string, text: string): Promise<void> {
    await this.page.focus(selector);
    await this.page.$eval(selector, (element) => {
      const field = element as HTMLInputElement;
      field.setSelectionRange(field.value.length, field.value.length);
    });
    await this.page.keyboard.sendCharacter(text);
  }

  /** What stands in a field. */
  async value(selector: string): Promise<string> {
    return await this.page.$eval(selector, (field) => (field as HTMLInputElement).value);
  }

  /** Types into the composer and presses Enter. */
  async send(text: string): Promise<void> {
    await this.fill("#composer-body", text);
    await this.page.keyboard.press("Enter");
  }

  /** The words of the first such element; null without one. */
  async text(selector: string): Promise<string | null> {
    return await this.page.evaluate(
      (wanted) => document.querySelector(wanted)?.textContent ?? null,
      selector,
    );
  }

  async count(selector: string): Promise<number> {
    return await this.page.evaluate((wanted) => document.querySelectorAll(wanted).length, selector);
  }

  async sees(selector: string, words: RegExp = /(?:)/): Promise<void> {
    await eventually(
      `${selector} says ${words}`,
      () => this.text(selector),
      (text) => text !== null && words.test(text),
    );
  }

  /** The words of the connection's chip. */
  async chip(): Promise<string> {
    const words = await this.text(".chip summary");
    return words?.replaceAll(/\s+/g, " ").replace(/(?<=\S)·/, " ·").trim() ?? "";
  }

  async seesChip(words: RegExp, deadlineMs?: number): Promise<string> {
    return await eventually(
      `the chip says ${words}`,
      () => this.chip(),
      (text) => words.test(text),
      deadlineMs,
    );
  }

  /** The conversation as it stands on the page. */
  async messages(): Promise<SeenMessage[]> {
    return await this.page.evaluate(() =>
      [...document.querySelectorAll(".message")].map((item) => {
        const is = (name: string) => item.classList.contains(name);
        const run = item.closest(".run");
        const isDeleted = is("is-deleted");
        const words = isDeleted ? item : item.querySelector(".message-text");
        return {
          id: item.id.replace(/^m-/, ""),
          text: words?.textContent ?? "",
          isOwn: run?.classList.contains("is-own") ?? false,
          isNote: run?.classList.contains("is-note") ?? false,
          isPending: is("is-pending"),
          isFailed: is("is-failed"),
          isEdited: item.querySelector(".edited") !== null,
          isDeleted,
        };
      })
    );
  }

  /** Waits until exactly one message has these words, and is so; gives it. */
  async seesMessage(text: string, expected: Partial<SeenMessage> = {}): Promise<SeenMessage> {
    const isWanted = (message: SeenMessage) =>
      message.text === text &&
      Object.entries(expected).every(([key, value]) => message[key as keyof SeenMessage] === value);
    const messages = await eventually(
      `one message "${text}" ${JSON.stringify(expected)}`,
      () => this.messages(),
      (found) => found.filter(isWanted).length === 1,
    );
    return messages.find(isWanted)!;
  }

  /** Presses one of the tools of a message. */
  async useTool(messageId: string, kind: "edit" | "delete"): Promise<void> {
    await this.page.hover(`#m-${messageId} .bubble`);
    await this.page.click(`#m-${messageId} a[href^="?${kind}="]`);
  }

  async picture(name: string): Promise<void> {
    await mkdir(this.#pictures, { recursive: true });
    await this.page.screenshot({ path: `${this.#pictures}/${name}.png` });
  }
}
