import assert from "node:assert/strict";
import { newAccount, newRequest, sendMessage } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import { eventually } from "../helpers/eventually.ts";
import { inParallel } from "../helpers/in_parallel.ts";
import type { Tab } from "../helpers/tab.ts";

const TOTAL = 300;

/** How many pixels of the conversation lie below what is seen. */
const toTheEnd = (tab: Tab): Promise<number> =>
  tab.page.evaluate(() => {
    const frame = document.querySelector(".log")!.getBoundingClientRect();
    const last = [...document.querySelectorAll(".message")].at(-1)!.getBoundingClientRect();
    return Math.round(last.bottom - frame.bottom);
  });

/** Where the message stands on the screen. */
const topOf = (tab: Tab, id: string): Promise<number> =>
  tab.page.$eval(`#m-${id}`, (element) => element.getBoundingClientRect().top);

/** Scrolls up with the wheel, as far as the page has messages; gives the topmost one. */
async function scrollUp(tab: Tab): Promise<string> {
  await tab.page.hover(".log");
  const [first] = await tab.messages();
  await tab.page.mouse.wheel({ deltaY: -100_000 });
  return first!.id;
}

/** What is read must not move by more than a rounding. */
function assertSamePlace(before: number, after: number): void {
  assert.ok(Math.abs(before - after) <= 2, `it moved from ${before} to ${after}`);
}

story("a long conversation stays where it is read", async (scene) => {
  const { server } = scene;
  const [ann, mia] = await Promise.all([
    newAccount(server, { name: "Ann" }),
    scene.person({ name: "Mia", role: "agent" }),
  ]);
  const { id } = await newRequest(server, ann, { body: "Word 0" });
  await inParallel(8, TOTAL - 1, (number) => sendMessage(server, ann, id, `Word ${number + 1}`));

  await scene.step("it opens at its end, with the last fifty messages", async () => {
    await mia.openRequest(id);
    assert.equal((await mia.messages()).length, 50);
    const below = await toTheEnd(mia);
    assert.ok(below <= 0 && below > -60, `${below} px below`);
    await mia.picture("request-long");
  });

  await scene.step("at the end it stays at the end", async () => {
    await sendMessage(server, ann, id, "News at the end");
    await mia.seesMessage("News at the end");
    await eventually("the end is seen", () => toTheEnd(mia), (below) => below <= 0);
    assert.equal(await mia.count(".new-messages"), 0);
  });

  await scene.step("further up, what is read stays in its place when news come", async () => {
    await mia.page.hover(".log");
    await mia.page.mouse.wheel({ deltaY: -600 });
    await eventually("it is scrolled up", () => toTheEnd(mia), (below) => below >= 500);
    const anchor = (await mia.messages())[30]!.id;
    const before = await topOf(mia, anchor);
    await sendMessage(server, ann, id, "News below");
    await mia.sees(".new-messages", /^1 new message$/);
    await sendMessage(server, ann, id, "More news below");
    await mia.sees(".new-messages", /^2 new messages$/);
    assertSamePlace(before, await topOf(mia, anchor));
    await mia.picture("request-new-messages");
  });

  await scene.step("the button leads to the news, and is gone", async () => {
    await mia.page.click(".new-messages");
    await eventually("the end is seen", () => toTheEnd(mia), (below) => below <= 0);
    await eventually("no button", () => mia.count(".new-messages"), (count) => count === 0);
  });

  await scene.step("one's own message leads to the end", async () => {
    await mia.page.mouse.wheel({ deltaY: -600 });
    await eventually("it is scrolled up", () => toTheEnd(mia), (below) => below >= 500);
    await mia.send("My own");
    await mia.seesMessage("My own", { isPending: false });
    await eventually("the end is seen", () => toTheEnd(mia), (below) => below <= 0);
  });

  await scene.step("scrolling up brings earlier messages, and moves nothing", async () => {
    const expected = (await mia.messages()).length + 50;
    const anchor = await scrollUp(mia);
    // Taken in the page at every frame: a jump that is put right later is a jump all the same.
    const tops = await mia.page.evaluate(
      async (anchorId, count) => {
        const element = document.getElementById(anchorId)!;
        const tops: number[] = [];
        while (tops.length < 10) {
          await new Promise(requestAnimationFrame);
          const isLoaded = document.querySelectorAll(".message").length >= count;
          if (isLoaded) tops.push(element.isConnected ? element.getBoundingClientRect().top : NaN);
        }
        return tops;
      },
      `m-${anchor}`,
      expected,
    );
    assert.ok(tops.every((top) => top > 0), `what was topmost was drawn anew or is gone: ${tops}`);
    assertSamePlace(Math.min(...tops), Math.max(...tops));
  });

  await scene.step("up and up, to the start: every message once, in order", async () => {
    while (await mia.text(".log-start") !== "The conversation starts here") {
      const count = (await mia.messages()).length;
      await scrollUp(mia);
      await eventually(
        "there are more",
        async () =>
          (await mia.messages()).length > count ||
          await mia.text(".log-start") === "The conversation starts here",
        Boolean,
      );
    }
    const seen = await mia.messages();
    assert.equal(new Set(seen.map((message) => message.id)).size, seen.length);
    assert.equal(seen.length, TOTAL + 4);
    const words = seen.map(({ text }) => text).slice(0, TOTAL);
    assert.deepEqual(words.toSorted(), Array.from(words, (_, at) => `Word ${at}`).toSorted());
    assert.equal(words[0], "Word 0");
    await mia.picture("request-start");
  });

  await scene.step("a link to one message leads there", async () => {
    const wanted = (await mia.messages()).at(-20)!;
    await mia.open("/");
    await mia.open(`/requests/${id}#m-${wanted.id}`);
    await mia.seesChip(/^Live/);
    const top = await topOf(mia, wanted.id);
    assert.ok(top >= 0 && top < 700, `${top}`);
  });

  mia.assertNoFaults();
});
