/** What the browser refuses to run, and that no page needs it. */
import assert from "node:assert/strict";
import type { HTTPResponse } from "puppeteer-core";
import { newRequest, sendMessage } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import { eventually } from "../helpers/eventually.ts";
import type { Tab } from "../helpers/tab.ts";

/** Keeps the directives that the page breaks, from before its first script on. */
async function watchViolations(tab: Tab): Promise<void> {
  await tab.page.evaluateOnNewDocument(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations });
    document.addEventListener("securitypolicyviolation", (event) => {
      violations.push(event.effectiveDirective);
    });
  });
}

const violations = (tab: Tab): Promise<string[]> =>
  tab.page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations);

/** What an attack throws that Trusted Types or the policy stopped. */
const REFUSED = /requires 'Trusted|unsafe-eval|Policy .* disallowed/;

/** Does something in the page; gives the directives that it broke. */
async function violationsOf(tab: Tab, attack: () => void): Promise<string[]> {
  const before = (await violations(tab)).length;
  await tab.page.evaluate(attack).catch((error) => assert.match(String(error), REFUSED));
  const after = await eventually(
    "the browser tells what it refused",
    () => violations(tab),
    ({ length }) => length > before,
  );
  return after.slice(before);
}

/** As it would stand in a page that had forgotten to escape what people write. */
const MARKUP = `<base href="https://evil.example/">
  <script>globalThis.pwned = 1</script>
  <script type="module">globalThis.pwned = 1</script>
  <script src="https://evil.example/x.js"></script>
  <script src="data:text/javascript,globalThis.pwned=1"></script>
  <img src="https://evil.example/x.png" onerror="globalThis.pwned = 1">
  <svg onload="globalThis.pwned = 1"></svg>
  <iframe srcdoc="<script>parent.pwned = 1</script>"></iframe>
  <iframe src="javascript:parent.pwned = 1"></iframe>
  <object data="https://evil.example/x"></object>
  <p style="color: red">red</p><style>body { opacity: 0.5 }</style>`;

const isRun = (tab: Tab): Promise<boolean> => tab.page.evaluate(() => "pwned" in globalThis);

const isHtml = (response: HTTPResponse) =>
  (response.headers()["content-type"] ?? "").startsWith("text/html");

story("pages keep to their policy, and nothing put into them runs", async (scene) => {
  const { server } = scene;
  const [ann, mia] = await Promise.all([
    scene.person({ name: "Ann" }),
    scene.person({ name: "Mia", role: "agent" }),
  ]);
  const { id } = await newRequest(server, ann.account!);
  for (let number = 1; number < 60; number++) {
    await sendMessage(server, ann.account!, id, `Word ${number}, https://example.com/${number}`);
  }
  const last = await sendMessage(server, ann.account!, id, "The last word");

  await scene.step("no page of any kind breaks a rule", async () => {
    const paths = [
      "/",
      "/?status=closed",
      "/requests/new",
      `/requests/${id}`,
      `/requests/${id}?before=20`,
      `/requests/${id}?edit=${last.id}`,
      `/requests/${id}?delete=${last.id}`,
      "/nothing",
      "/requests/%zz",
    ];
    const stranger = await scene.stranger();
    for (const tab of [ann, mia, stranger]) {
      await watchViolations(tab);
      const own = tab === stranger ? ["/signin", "/signup", "/nothing"] : paths;
      for (const path of own) {
        const response = await tab.open(path);
        assert.ok(isHtml(response), path);
        if (await tab.count(".composer") > 0) await tab.sees(".log.is-live");
        assert.deepEqual(await violations(tab), [], path);
      }
    }
  });

  await scene.step("what people do on a page breaks none either", async () => {
    await ann.openRequest(id);
    await mia.openRequest(id);
    await ann.send("Words with https://example.com in them");
    const { id: sent } = await mia.seesMessage("Words with https://example.com in them");
    await ann.seesMessage("Words with https://example.com in them", { isPending: false });
    await ann.useTool(sent, "edit");
    await ann.sees(".message-form textarea");
    for (const tab of [ann, mia]) assert.deepEqual(await violations(tab), []);
    for (const tab of [ann, mia]) {
      const isOwn = (fault: string) => !/status of (?:400|404)/.test(fault);
      assert.deepEqual(tab.faults.filter(isOwn), []);
    }
  });

  await scene.step("markup that got into a page as it is does not run", async () => {
    const victim = await scene.anotherTab(ann);
    await watchViolations(victim);
    await victim.page.setRequestInterception(true);
    victim.page.on("request", async (request) => {
      if (!request.isNavigationRequest()) return await request.continue();
      const response = await fetch(request.url(), { headers: { cookie: ann.account!.cookie } });
      const { "content-encoding": _, ...headers } = Object.fromEntries(response.headers);
      const body = (await response.text()).replace("</main>", `${MARKUP}</main>`);
      await request.respond({ status: response.status, headers, body });
    });
    await victim.open("/");
    const broken = new Set(await violations(victim));
    assert.deepEqual([...broken].sort(), [
      "base-uri",
      "img-src",
      "object-src",
      "script-src-attr",
      "script-src-elem",
      "style-src-attr",
      "style-src-elem",
    ]);
    assert.equal(await isRun(victim), false);
    await victim.page.close();
  });

  await scene.step("a script that is put in by a script does not run", async () => {
    const directives = await violationsOf(ann, () => {
      const script = document.createElement("script");
      script.append("globalThis.pwned = true");
      document.body.append(script);
    });
    assert.ok(
      directives.some((name) => /^(?:script-src-elem|require-trusted-types-for)$/.test(name)),
    );
    assert.equal(await isRun(ann), false);
  });

  await scene.step("a handler in an attribute does not run", async () => {
    const directives = await violationsOf(ann, () => {
      const button = document.createElement("button");
      button.setAttribute("onclick", "globalThis.pwned = true");
      document.body.append(button);
      button.click();
    });
    assert.ok(directives.length > 0);
    assert.equal(await isRun(ann), false);
  });

  await scene.step("a page of another site is not framed", async () => {
    const directives = await violationsOf(ann, () => {
      const frame = document.createElement("iframe");
      frame.setAttribute("src", "https://evil.example/");
      document.body.append(frame);
    });
    assert.deepEqual(directives, ["frame-src"]);
  });

  await scene.step("an inline style changes nothing", async () => {
    const directives = await violationsOf(ann, () => {
      document.body.setAttribute("style", "opacity: 0.5");
      const style = document.createElement("style");
      style.append("body { opacity: 0.5 }");
      document.head.append(style);
    });
    assert.deepEqual(directives.toSorted(), ["style-src-attr", "style-src-elem"]);
    const opacity = await ann.page.evaluate(() => getComputedStyle(document.body).opacity);
    assert.equal(opacity, "1");
  });

  await scene.step("text is neither evaluated nor made into markup", async () => {
    const attacks: [name: string, attack: () => void][] = [
      // Later, since the debugger that runs these attacks may evaluate what it likes.
      ["eval", () => void setTimeout(() => (0, eval)("globalThis.pwned = true"))],
      ["a function of a text", () => void setTimeout(() => new Function("pwned = true")())],
      ["innerHTML", () => {
        document.querySelector("main")!.innerHTML = "<img src=x onerror='globalThis.pwned=1'>";
      }],
      ["a policy of Trusted Types", () => {
        const { trustedTypes } = globalThis as unknown as {
          trustedTypes: { createPolicy(name: string, rules: object): void };
        };
        trustedTypes.createPolicy("default", { createHTML: (text: string) => text });
      }],
    ];
    for (const [name, attack] of attacks) {
      assert.notEqual((await violationsOf(ann, attack)).length, 0, name);
    }
    assert.equal(await isRun(ann), false);
    await ann.seesMessage("The last word");
  });

  await scene.step("nothing is sent elsewhere", async () => {
    const directives = await violationsOf(ann, () => {
      fetch("https://evil.example/").catch(() => {});
    });
    assert.deepEqual(directives, ["connect-src"]);
  });
}, { env: { HOTLINE_RATE_LIMIT: "off" } });
