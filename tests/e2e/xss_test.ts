/** Words that would be code, in every field and on every page that shows it, in a real browser. */
import assert from "node:assert/strict";
import { TITLE_MAX } from "../../lib/model/limits.ts";
import { call, newRequest, sendMessage } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import { eventually } from "../helpers/eventually.ts";
import { inParallel } from "../helpers/in_parallel.ts";
import { PAYLOADS } from "./xss_payloads.ts";
import {
  assertShown,
  BODIES,
  IN_LINES,
  IN_ONE_LINE,
  NAMES,
  peopleNamedSo,
  type Showing,
  TITLES,
  watched,
} from "./xss_showing.ts";
import { assertHarmless } from "./xss_watch.ts";

const AT_ONCE = 8;

story(
  "words that would be code are shown as they were written, and nothing runs",
  async (scene) => {
    const { server } = scene;
    assert.ok(new Set(PAYLOADS).size >= 100);
    const people = await peopleNamedSo(server);
    const mia = await watched(scene, await scene.person({ name: "Mia", role: "agent" }));
    const stranger = await watched(scene, await scene.stranger());
    const { id } = await newRequest(server, mia.account!, { title: "Words", body: "Hello" });
    const page = `/requests/${id}`;

    await scene.step("messages, notes and names that arrive live", async () => {
      await mia.openRequest(id);
      await inParallel(AT_ONCE, people.length, async (number) => {
        const kind = number % 2 === 0 ? "public" : "note";
        await sendMessage(server, people[number]!, id, BODIES[number]!, { kind });
      });
      await assertShown(mia, { path: "", shows: { ".message-text": BODIES, ".run-name": NAMES } });
    });

    await scene.step("titles that change live", async () => {
      for (const title of TITLES) {
        await call(server, mia.account!, "PATCH", `/api/requests/${id}`, { title });
        await eventually("the title", () => mia.text("h1"), (text) => text === title);
      }
      await assertHarmless(mia);
    });

    await scene.step("lists and pages that the server renders", async () => {
      await inParallel(AT_ONCE, people.length, async (number) => {
        const words = { title: TITLES[number]!, body: BODIES[number]! };
        await newRequest(server, people[number]!, words);
      });
      const all = { ".message-text": BODIES, ".run-name": NAMES, "#assignee option": NAMES };
      const pages: Showing[] = [
        { path: "/?limit=200", shows: { ".row-title": TITLES } },
        { path: `${page}?limit=200`, shows: { ...all, ".row-title": TITLES } },
        { path: `${page}?before=1000&limit=200`, shows: all },
      ];
      for (const showing of pages) await assertShown(mia, showing);
      const without = await watched(scene, await scene.anotherTab(mia));
      await without.page.setJavaScriptEnabled(false);
      for (const showing of pages) await assertShown(without, showing);
    });

    await scene.step("the account's own name, and a title in the page's head", async () => {
      for (let first = 0; first < TITLES.length; first += 50) {
        const path = "/requests/new";
        const account = people[first]!;
        const tab = await watched(scene, await scene.tabOf(account));
        await assertShown(tab, { path, shows: { ".account-name span": [NAMES[first]!] } });
        await tab.page.close();
      }
      for (const title of linesOf(TITLES)) {
        await call(server, mia.account!, "PATCH", `/api/requests/${id}`, { title });
        await assertShown(mia, { path: page, shows: { h1: [title] } });
        assert.equal(await mia.page.title(), `${title} · Hotline`.replaceAll(/\s+/g, " ").trim());
      }
    });

    await scene.step("a message that is edited, on the page and live", async () => {
      const message = await sendMessage(server, mia.account!, id, IN_LINES);
      const path = `${page}?edit=${message.id}`;
      await assertShown(mia, { path, shows: { ".message-form textarea": [IN_LINES] } });
      await mia.seesChip(/^Live/);
      await mia.fill(".message-form textarea", " edited");
      await mia.page.keyboard.press("Enter");
      await assertShown(mia, { path: "", shows: { ".message-text": [`${IN_LINES} edited`] } });
    });

    await scene.step("forms that come back with their errors", async () => {
      const forms = [
        { tab: stranger, path: "/signin", fields: ["#username"] },
        { tab: stranger, path: "/signup", fields: ["#name", "#username"] },
        { tab: mia, path: "/requests/new", fields: ["#title", "#body"] },
      ];
      for (const { tab, path, fields } of forms) {
        await tab.open(path);
        for (const field of fields) await tab.fill(field, IN_ONE_LINE);
        await tab.goesBy("main .form button");
        const shows = Object.fromEntries(fields.map((field) => [field, [IN_ONE_LINE]]));
        await assertShown(tab, { path: "", shows: { ...shows, "h2": ["There is a problem"] } });
      }
    });

    await scene.step("addresses, also of pages that are refused", async () => {
      const words = encodeURIComponent(IN_ONE_LINE);
      for (const path of ["/signin?next=", "/signup?next="]) {
        await assertShown(stranger, { path: path + words, shows: {} });
      }
      const queries = ["q", "status", "cursor", "edit", "delete", "before", "__proto__"];
      for (const query of queries) {
        for (const path of ["/", page]) {
          await assertShown(mia, { path: `${path}?${query}=${words}`, shows: {} });
        }
      }
      await assertShown(mia, { path: `/nowhere/${words}`, shows: {} });
      await assertShown(mia, { path: `/requests/${words}`, shows: {} });
    });

    await scene.step("an address to go on to leads nowhere else", async () => {
      const { cookie } = mia.account!;
      for (const next of [...PAYLOADS, ...PAYLOADS.map((payload) => `/${payload}`)]) {
        const url = `${server.origin}/signin?next=${encodeURIComponent(next)}`;
        const response = await fetch(url, { headers: { cookie }, redirect: "manual" });
        const to = new URL(response.headers.get("location") ?? "", url);
        assert.deepEqual([response.status, to.origin], [303, server.origin], next);
        await response.body?.cancel();
      }
    });
  },
  { env: { HOTLINE_RATE_LIMIT: "off" } },
);

/** As few titles as hold all these words. */
function linesOf(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && longer.length <= TITLE_MAX) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
