// The development server, as one sees it in a browser.
import { eventually } from "../helpers/eventually.ts";
import { openBrowser } from "../helpers/browser.ts";
import { SmallProject } from "./small_project.ts";

const page = (text: string) => `export default () => <h1>${text}</h1>;`;
const DEV = `
  import { Builder } from "fresh/dev";
  const port = Number(Deno.env.get("PORT"));
  await new Builder().listen(() => import("./main.ts"), { port, hostname: "127.0.0.1" });`;

function freePort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return String(listener.addr.port);
}

Deno.test("an open page follows what is changed: text, files and mistakes", async () => {
  await using project = await SmallProject.create({
    "dev.ts": DEV,
    "routes/index.tsx": page("one"),
    "routes/_app.tsx": `
      import { asset } from "fresh/runtime";
      export default ({ Component }) => (
        <html><head><link rel="stylesheet" href={asset("/style.css")} /></head>
          <body><Component /></body></html>);`,
    "static/style.css": "h1 { color: rgb(1, 1, 1); }",
  });
  await using server = await project.start(
    ["run", "-A", "--watch=static,routes", "dev.ts"],
    { PORT: freePort() },
  );
  const browser = await openBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(server.origin);
    const shows = (what: string, read: () => string, expected: RegExp) =>
      eventually(what, () => tab.evaluate(read), (seen) => expected.test(seen));
    const text = () => document.body.textContent;
    const colour = () => getComputedStyle(document.querySelector("h1")!).color;

    await shows("the page", text, /one/);
    await project.write("routes/index.tsx", page("two"));
    await shows("its new text", text, /two/);
    await project.write("static/style.css", "h1 { color: rgb(2, 2, 2); }");
    await shows("its new style", colour, /rgb\(2, 2, 2\)/);
    await project.write("routes/index.tsx", `export default () => { throw new Error("oops"); };`);
    await shows("what is wrong, and where", text, /Error: oops\s+at .*routes\/index\.tsx/);
    await project.write("routes/index.tsx", page("three"));
    await shows("the mended page", text, /three/);
  } finally {
    await browser.close();
  }
});
