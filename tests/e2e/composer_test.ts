import assert from "node:assert/strict";
import { newRequest } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import { eventually } from "../helpers/eventually.ts";
import type { Tab } from "../helpers/tab.ts";

const COMPOSER = "#composer-body";

/** How far the widest content reaches over the edge of the page and of the conversation. */
const overhang = (tab: Tab): Promise<number> =>
  tab.page.evaluate(() => {
    const log = document.querySelector(".log")!;
    const page = document.documentElement;
    return Math.max(log.scrollWidth - log.clientWidth, page.scrollWidth - page.clientWidth);
  });

/** The words of a message as a person sees them, line breaks included. */
const seenLines = (tab: Tab, id: string): Promise<string> =>
  tab.page.$eval(`#m-${id} .message-text`, (element) => (element as HTMLElement).innerText);

story("writing is as one expects it", async (scene) => {
  const ann = await scene.person({ name: "Ann" });
  const { id } = await newRequest(scene.server, ann.account!);
  await ann.openRequest(id);
  const { keyboard } = ann.page;

  await scene.step("nothing, or too much, is not sent", async () => {
    assert.equal(await ann.page.$eval(".send", (button) => button.matches(":disabled")), true);
    await ann.send("   ");
    await ann.page.$eval(COMPOSER, (field) => {
      (field as HTMLTextAreaElement).value = "a".repeat(10_003);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await ann.sees(".composer-excess", /^3 characters too many/);
    await ann.page.focus(COMPOSER);
    await keyboard.press("Enter");
    assert.equal((await ann.value(COMPOSER)).length, 10_003);
    assert.equal((await ann.messages()).length, 1);
    await ann.page.$eval(COMPOSER, (field) => {
      (field as HTMLTextAreaElement).value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  await scene.step("Shift+Enter starts a line, Enter sends, and the lines are kept", async () => {
    await ann.fill(COMPOSER, "One line");
    await keyboard.down("Shift");
    await keyboard.press("Enter");
    await keyboard.press("Enter");
    await keyboard.up("Shift");
    await keyboard.sendCharacter("  and an indented one");
    assert.equal(await ann.value(COMPOSER), "One line\n\n  and an indented one");
    await keyboard.press("Enter");
    const text = "One line\n\n  and an indented one";
    const message = await ann.seesMessage(text, { isPending: false });
    assert.equal(await seenLines(ann, message.id), text);
    assert.equal(await ann.value(COMPOSER), "");
    assert.ok(await ann.page.$eval(COMPOSER, (field) => field === document.activeElement));
  });

  await scene.step("the field grows with its text, up to a bound", async () => {
    const height = () => ann.page.$eval(COMPOSER, (field) => field.clientHeight);
    const one = await height();
    await ann.fill(COMPOSER, "a\nb\nc");
    const three = await height();
    assert.ok(three > one, `${three} > ${one}`);
    await ann.fill(COMPOSER, "\n".repeat(40));
    const many = await height();
    assert.ok(many < 12 * one, `${many} < 12 × ${one}`);
    await ann.picture("composer-long-text");
  });

  await scene.step("a draft survives a reload, and is gone once it is sent", async () => {
    await ann.page.$eval(COMPOSER, (field) => (field as HTMLTextAreaElement).value = "");
    await ann.fill(COMPOSER, "Half a thought");
    await ann.openRequest(id);
    assert.equal(await ann.value(COMPOSER), "Half a thought");
    await ann.page.focus(COMPOSER);
    await keyboard.press("Enter");
    await ann.seesMessage("Half a thought", { isPending: false });
    await ann.openRequest(id);
    assert.equal(await ann.value(COMPOSER), "");
  });

  await scene.step("the arrow up edits the last message, and Escape lets go of it", async () => {
    const inForm = () =>
      eventually(
        "the field of the last message has the focus",
        () => ann.page.evaluate(() => document.activeElement?.closest(".message-form") !== null),
        Boolean,
      );
    await ann.page.focus(COMPOSER);
    await keyboard.press("ArrowUp");
    await inForm();
    assert.equal(await ann.value(".message-form textarea"), "Half a thought");
    await keyboard.sendCharacter(", unwanted");
    await keyboard.press("Escape");
    await eventually("the form is gone", () => ann.count(".message-form"), (count) => count === 0);
    await ann.seesMessage("Half a thought", { isEdited: false });
    assert.ok(await ann.page.$eval(COMPOSER, (field) => field === document.activeElement));
    await keyboard.press("ArrowUp");
    await inForm();
    await keyboard.sendCharacter(" and the other half");
    await keyboard.press("Enter");
    await ann.seesMessage("Half a thought and the other half", { isEdited: true });
  });

  await scene.step("links are safe ones, and lead where they say", async () => {
    const text = "See https://example.org/a?b=c#d. Not javascript:alert(1), not https://bank@evil.";
    await ann.send(text);
    const { id: messageId } = await ann.seesMessage(text, { isPending: false });
    const links = await ann.page.$$eval(
      `#m-${messageId} .message-text a`,
      (found) => found.map((link) => ({ href: link.href, text: link.textContent, rel: link.rel })),
    );
    assert.deepEqual(links.map(({ href, text }) => ({ href, text })), [
      { href: "https://example.org/a?b=c#d", text: "https://example.org/a?b=c#d" },
    ]);
    for (const word of ["noopener", "noreferrer", "nofollow"]) {
      assert.ok(links[0]?.rel.split(" ").includes(word), word);
    }
  });

  await scene.step("words without end wrap, on a desk and on a phone", async () => {
    const word = "Donaudampfschiff".repeat(40);
    await ann.send(word);
    await ann.seesMessage(word, { isPending: false });
    await ann.send(`https://example.org/${"path/".repeat(60)}`);
    await ann.seesMessage(`https://example.org/${"path/".repeat(60)}`, { isPending: false });
    assert.equal(await overhang(ann), 0);
    const phone = await scene.tabOf(ann.account!, { view: "phone" });
    await phone.openRequest(id);
    assert.equal(await overhang(phone), 0);
    await phone.picture("request-phone-long-words");
  });

  ann.assertNoFaults();
});
