import assert from "node:assert/strict";
import { newRequest, sendMessage } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import type { Tab } from "../helpers/tab.ts";

const TITLE = `</title><img src=x onerror="pwned=1"><b>bold</b>`;
const NAME = `<svg onload="pwned=1">Eve`;
const BODIES = [
  `<script>pwned=1</script>`,
  `</script><script>pwned=1</script>`,
  `<img src=x onerror="pwned=1">`,
  `"><iframe srcdoc="<script>parent.pwned=1</script>">`,
  `<!--<script>`,
  `&lt;b&gt; &amp; &quot;`,
  `<a href="javascript:pwned=1">click</a> javascript:pwned=1`,
  `https://example.org/"onmouseover="pwned=1`,
  `{{constructor.constructor('pwned=1')()}} \${pwned=1}`,
];

/** Nothing that somebody wrote has become part of the page, or has run in it. */
async function assertHarmless(tab: Tab): Promise<void> {
  const found = await tab.page.evaluate(() => ({
    hasRun: "pwned" in globalThis,
    elements:
      document.querySelectorAll("main img, iframe, b, svg[onload], main script[src]").length,
    handlers:
      [...document.querySelectorAll("*")].filter((element) =>
        [...element.attributes].some(({ name }) => name.startsWith("on"))
      ).length,
    links: [...document.querySelectorAll("a")].filter((link) => link.protocol === "javascript:")
      .length,
  }));
  assert.deepEqual(found, { hasRun: false, elements: 0, handlers: 0, links: 0 });
  tab.assertNoFaults();
}

story("what looks like markup is shown as it was written, and never runs", async (scene) => {
  const { server } = scene;
  const [eve, mia] = await Promise.all([
    scene.person({ name: NAME, username: "eve" }),
    scene.person({ name: "Mia", role: "agent" }),
  ]);
  const { id } = await newRequest(server, eve.account!, { title: TITLE, body: BODIES[0]! });

  await scene.step("while it arrives live", async () => {
    await Promise.all([eve.openRequest(id), mia.openRequest(id)]);
    for (const body of BODIES.slice(1)) {
      await eve.send(body);
      await eve.seesMessage(body, { isPending: false });
      await mia.seesMessage(body);
    }
    await assertHarmless(eve);
    await assertHarmless(mia);
  });

  await scene.step("when the server renders it, for both", async () => {
    for (const tab of [eve, mia]) {
      await tab.openRequest(id);
      assert.deepEqual((await tab.messages()).map(({ text }) => text), BODIES);
      assert.equal(await tab.text("h1"), TITLE);
      assert.equal(await tab.page.title(), `${TITLE} · Hotline`);
      await assertHarmless(tab);
    }
    assert.equal(await mia.text(".run-name"), NAME);
    await mia.picture("request-markup");
  });

  await scene.step("in the list of requests and in the account's name", async () => {
    await mia.open("/");
    assert.equal(await mia.text(".row-title"), TITLE);
    await assertHarmless(mia);
    await eve.open("/");
    assert.match(await eve.text(".account-name") ?? "", /^<svg onload/);
    await assertHarmless(eve);
  });

  await scene.step("in a form that is given back with its errors", async () => {
    await mia.open("/requests/new");
    await mia.fill("#title", `"><script>pwned=1</script>`);
    await mia.goesBy("main .form button");
    await mia.sees("#body-error");
    assert.equal(await mia.value("#title"), `"><script>pwned=1</script>`);
    // The browser itself notes the refused form.
    assert.ok(mia.faults.splice(0).every((fault) => /status of 422/.test(fault)));
    await assertHarmless(mia);
  });

  await scene.step("in what can be read out for who does not see it", async () => {
    await mia.openRequest(id);
    await sendMessage(server, eve.account!, id, `<img src=y onerror="pwned=1">`);
    await mia.sees('.log-frame [aria-live="polite"]', /<img src=y/);
    await assertHarmless(mia);
  });
});
