// What islands may be given, and what they may be made of.
import assert from "node:assert/strict";
import { openBrowser } from "../helpers/browser.ts";
import { eventually } from "../helpers/eventually.ts";
import { faultsOf } from "./console_faults.ts";
import { SmallProject } from "./small_project.ts";

const ISLAND = `export default (props) => <p>{typeof props.value}</p>;`;

/** A page whose island gets the value of an expression. */
const pageWith = (expression: string) => `
  import { signal } from "@preact/signals";
  import Island from "../islands/Island.tsx";
  class Instance {}
  const map = new Map();
  map.set("self", map);
  const self = signal();
  self.value = { self };
  export default () => <Island value={${expression}} />;`;

const REFUSED = {
  function: `() => 1`,
  instance: `new Instance()`,
  error: `new Error("inner")`,
  symbol: `Symbol("s")`,
  promise: `Promise.resolve(1)`,
};
const ACCEPTED = {
  signal: `self`,
  map: `map`,
  url: `new URL("data:'\\"</script>")`,
  text: `"</script><!--<script>alert(1)</script>-->\\u2028"`,
  key: `{ "</script><b>": 1, "<!--": 2 }`,
  bytes: `new TextEncoder().encode("secret|shown").subarray(7)`,
};

Deno.test("props of islands", async (t) => {
  const pages = Object.entries({ ...REFUSED, ...ACCEPTED });
  await using project = await SmallProject.create({
    "islands/Island.tsx": ISLAND,
    ...Object.fromEntries(
      pages.map(([name, value]) => [`routes/${name}.tsx`, pageWith(value)]),
    ),
  });
  const ask = await project.built();

  for (const name of Object.keys(REFUSED)) {
    await t.step(`what cannot travel is a clear error on the server: ${name}`, async () => {
      const { value: response, faults } = await faultsOf(() => ask(`/${name}`));
      assert.equal(response.status, 500);
      assert.match(String(faults[0]), /Props of islands must be data.*default of .*Island/);
    });
  }

  for (const name of Object.keys(ACCEPTED)) {
    await t.step(`no value can leave the data of a page: ${name}`, async () => {
      const response = await ask(`/${name}`);
      assert.equal(response.status, 200);
      const html = await response.text();
      const [, json] = /<script type="application\/json"[^>]*>(.*?)<\/script>/.exec(html)!;
      assert.ok(!json!.includes("<"), html);
      assert.doesNotThrow(() => JSON.parse(json!));
      assert.equal(html.match(/<\/script>/g)!.length, 2, "one for the data, one for the script");
    });
  }

  await t.step("of a view of a buffer, only its own bytes are sent", async () => {
    const html = await (await ask("/bytes")).text();
    assert.ok(html.includes(btoa("shown").replace(/=+$/, "")), html);
    assert.ok(!html.includes(btoa("secret")), html);
  });
});

Deno.test("what contains itself arrives as it was", async () => {
  await using project = await SmallProject.create({
    "islands/Island.tsx": `
      import { useEffect, useState } from "preact/hooks";
      export default function Island({ map, signal }) {
        const [report, setReport] = useState("server");
        useEffect(() => {
          setReport([map.get("self") === map, signal.value.self === signal].join());
        }, []);
        return <p>{report}</p>;
      }`,
    "routes/index.tsx": pageWith(`1} map={map} signal={self`),
  });
  await project.build();
  const flags = ["serve", "-A", "--host=127.0.0.1", "--port=0", "_fresh/server.js"];
  await using server = await project.start(flags);
  const browser = await openBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(server.origin);
    const report = () => tab.evaluate(() => document.querySelector("p")?.textContent);
    await eventually("the island's report", report, (text) => text === "true,true");
  } finally {
    await browser.close();
  }
});

const SERVER_ONLY = {
  "imports node:": [`import { join } from "node:path"; join("a");`, /"node:path" is not for the/],
  "imports fresh": [`import { App } from "fresh"; new App();`, /"fresh" is not for the browser/],
  "uses Deno": [`Deno.env.get("HOME");`, /islands\/Island\.tsx uses Deno/],
} as const;

for (const [what, [code, message]] of Object.entries(SERVER_ONLY)) {
  Deno.test(`a build fails with a clear message if an island ${what}`, async () => {
    await using project = await SmallProject.create({
      "islands/Island.tsx": `${code}\n${ISLAND}`,
    });
    const { success, output } = await project.build();
    assert.equal(success, false);
    assert.match(output, message);
  });
}

Deno.test("an island may import types of server modules", async () => {
  await using project = await SmallProject.create({
    "islands/Island.tsx": `import type { App } from "fresh";\n${ISLAND}\nexport type A = App;`,
  });
  const { success, output } = await project.build();
  assert.ok(success, output);
});

Deno.test("what an island loads later is not an island where a page shows it", async () => {
  await using project = await SmallProject.create({
    "components/Later.tsx": `export default () => <p>later</p>;`,
    "islands/Island.tsx": `
      export default () => <button onClick={() => import("../components/Later.tsx")}>more</button>;`,
    "routes/index.tsx": `
      import Later from "../components/Later.tsx";
      import Island from "../islands/Island.tsx";
      export default () => <><Later /><Island /></>;`,
  });
  const ask = await project.built();
  const html = await (await ask("/")).text();
  assert.match(html, /<p>later<\/p>/);
  assert.match(html, /\/Island-\w+\.js/);
  assert.doesNotMatch(html, /\/Later-\w+\.js/);
});
