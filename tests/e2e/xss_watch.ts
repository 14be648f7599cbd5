/** Watching a tab for anything that somebody's words have set off. */
import assert from "node:assert/strict";
import type { Tab } from "../helpers/tab.ts";

/** The browser itself notes pages that are refusals, which some here are meant to be. */
const REFUSED_PAGE = /Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * From the next page on: whatever runs, opens, is refused by the content policy, is fetched from
 * elsewhere or leads away is a fault of this tab.
 */
export async function watch(tab: Tab, origin: string): Promise<void> {
  const { page, faults } = tab;
  await page.exposeFunction("noteXss", (what: string) => faults.push(what));
  await page.evaluateOnNewDocument(() => {
    const note = Reflect.get(globalThis, "noteXss") as (what: string) => void;
    for (const name of ["xss", "alert", "confirm", "prompt", "print", "open"]) {
      Reflect.set(globalThis, name, () => note(`${name}() was called`));
    }
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      note(`against the policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`request: ${request.url()}`);
  });
  page.on("frameattached", (frame) => faults.push(`frame: ${frame.url()}`));
}

/** Nothing that somebody wrote has run, and none of it is part of the page but as text. */
export async function assertHarmless(tab: Tab): Promise<void> {
  const found = await tab.page.evaluate(() => {
    const count = (selector: string) => document.querySelectorAll(selector).length;
    const all = [...document.querySelectorAll("*")];
    const attributes = all.flatMap((element) => [...element.attributes]);
    const addresses = attributes.filter(({ name }) =>
      ["href", "src", "action", "formaction", "data", "xlink:href"].includes(name)
    );
    return {
      marked: count("#xss, .xss, [name=xss], [form=xss], [nonce=xss]"),
      elements: count(
        "iframe, object, embed, base, math, marquee, img, image, video, audio, dialog, portal, " +
          "style, meta[http-equiv], body template:not([data-fresh-slot]), svg :is(a, script, set)",
      ),
      scripts: [...document.scripts].filter(({ type, src }) =>
        type !== "application/json" && !src.startsWith(`${location.origin}/`)
      ).length,
      handlers: attributes.filter(({ name }) =>
        name.startsWith("on")
      ).length,
      addresses: addresses.map(({ value }) => URL.parse(value, location.href)?.protocol)
        .filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol ?? "none")),
      twice: count("#main") + count("#fresh-islands") - Number(count("#fresh-islands") > 0),
    };
  });
  assert.deepEqual(found, {
    marked: 0,
    elements: 0,
    scripts: 0,
    handlers: 0,
    addresses: [],
    twice: 1,
  });
  assert.deepEqual(tab.faults.filter((fault) => !REFUSED_PAGE.test(fault)), []);
}

/** The texts of all such elements, or what stands in them if they are fields. */
export async function textsOf(tab: Tab, selector: string): Promise<string[]> {
  return await tab.page.$$eval(
    selector,
    (elements) =>
      elements.map((element) =>
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
          ? element.value
          : element.textContent ?? ""
      ),
  );
}
