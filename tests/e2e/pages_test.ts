import assert from "node:assert/strict";
import { newRequest, sendMessage } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import type { Tab } from "../helpers/tab.ts";

/** Counts the messages that are put into the page or taken out of it once it is parsed. */
async function watchRedraws(tab: Tab): Promise<void> {
  await tab.page.evaluateOnNewDocument(() => {
    const redrawn: string[] = [];
    Object.assign(globalThis, { redrawn });
    document.addEventListener("DOMContentLoaded", () => {
      const observer = new MutationObserver((records) => {
        for (const { addedNodes, removedNodes } of records) {
          for (const node of [...addedNodes, ...removedNodes]) {
            if (!(node instanceof Element)) continue;
            if (node.matches(".message, .run, .day, .log")) redrawn.push(node.outerHTML);
          }
        }
      });
      observer.observe(document.body, { childList: true, subtree: true });
    });
  });
}

story("every page comes to life without a complaint, for everybody", async (scene) => {
  const { server } = scene;
  const [ann, mia, ada] = await Promise.all([
    scene.person({ name: "Ann" }),
    scene.person({ name: "Mia", role: "agent" }),
    scene.person({ name: "Ada", role: "admin" }),
  ]);
  const { id } = await newRequest(server, ann.account!);
  for (let number = 1; number < 60; number++) {
    await sendMessage(server, ann.account!, id, `Word ${number}`);
  }
  const last = await sendMessage(server, ann.account!, id, "The last word");

  await scene.step("the page holds the last fifty messages before any script runs", async () => {
    const response = await fetch(`${server.origin}/requests/${id}`, {
      headers: { cookie: ann.account!.cookie },
    });
    const html = await response.text();
    const ids = [...html.matchAll(/<li [^>]*\bid="m-(\w{26})"/g)].map(([, messageId]) => messageId);
    assert.equal(ids.length, 50);
    assert.equal(ids.at(-1), last.id);
    assert.match(html, /The last word/);
  });

  await scene.step("the scripts take that over and draw nothing anew", async () => {
    await watchRedraws(ann);
    await ann.openRequest(id);
    assert.equal((await ann.messages()).length, 50);
    const redrawn = await ann.page.evaluate(() => (globalThis as { redrawn?: string[] }).redrawn);
    assert.deepEqual(redrawn, []);
  });

  const pages = [
    "/",
    "/?status=open",
    "/?status=closed",
    "/requests/new",
    `/requests/${id}`,
    `/requests/${id}?status=open`,
    `/requests/${id}?before=20`,
    `/requests/${id}?edit=${last.id}`,
    `/requests/${id}?delete=${last.id}`,
  ];
  await scene.step("every role sees every page without an error or warning", async () => {
    await Promise.all([ann, mia, ada].map(async (tab) => {
      for (const path of pages) {
        const response = await tab.open(path);
        const where = `${path}, as ${tab.account!.user.role}`;
        assert.equal(response.status(), 200, where);
        if (await tab.count(".composer") > 0) await tab.sees(".log.is-live");
        assert.deepEqual(tab.faults, [], where);
      }
      await tab.openRequest(id);
      tab.assertNoFaults();
    }));
  });

  await scene.step("who is not signed in sees the two pages that are for them", async () => {
    const stranger = await scene.stranger();
    for (const path of ["/signin", "/signup", "/"]) {
      const response = await stranger.open(path);
      assert.equal(response.status(), 200, path);
    }
    assert.equal(stranger.path(), "/signin?next=%2F");
    stranger.assertNoFaults();
    await stranger.picture("sign-in");
  });

  await scene.step("what does not exist is said so, on a page that can be left", async () => {
    for (const path of ["/nothing", "/requests/01J00000000000000000000000", "/requests/x"]) {
      const response = await ann.open(path);
      assert.equal(response.status(), 404, path);
      await ann.sees('a[href="/"]');
    }
    // The browser itself notes the three refused pages.
    assert.equal(ann.faults.filter((fault) => !/status of 404/.test(fault)).length, 0);
    await ann.picture("not-found");
  });
});
