// What a build serves, where the conformance suite leaves it open.
import assert from "node:assert/strict";
import { SmallProject } from "./small_project.ts";

const FILES = {
  "static/hello.txt": "hello",
  "routes/index.tsx": `
    import Island from "../islands/Island.tsx";
    export default () => <Island />;`,
  "routes/_404.tsx": `export default () => <p>nothing here</p>;`,
  "islands/Island.tsx": `
    import { useSignal } from "@preact/signals";
    export default () => <p>{useSignal(1)}</p>;`,
};

Deno.test("a build serves what it lists, in the way it may be cached", async (t) => {
  await using project = await SmallProject.create(FILES, ".hidden/project");
  const ask = await project.built(".hidden/project");

  await t.step("a static folder works beneath a folder that starts with a dot", async () => {
    assert.equal(await (await ask("/hello.txt")).text(), "hello");
  });

  await t.step("a file is not found with a slash behind its name", async () => {
    const response = await ask("/hello.txt/");
    assert.equal(response.status, 404);
    await response.body?.cancel();
  });

  await t.step("If-None-Match may be a list or a star", async () => {
    const etag = (await ask("/hello.txt")).headers.get("etag")!;
    const known = [etag, `"other", ${etag}`, etag.replace("W/", ""), "*"];
    for (const tags of known) {
      const { status } = await ask("/hello.txt", { headers: { "if-none-match": tags } });
      assert.equal(status, 304, tags);
    }
    const { status } = await ask("/hello.txt", { headers: { "if-none-match": `"a", "b"` } });
    assert.equal(status, 200);
  });

  await t.step("scripts are preloaded, immutable and tell nothing of their sources", async () => {
    const html = await (await ask("/")).text();
    const scripts = html.match(/\/_fresh\/js\/[\w-]+\.js/g) ?? [];
    assert.ok(scripts.length >= 3, html);
    for (const path of scripts) {
      const response = await ask(path);
      assert.equal(
        response.headers.get("cache-control"),
        "public, max-age=31536000, immutable",
      );
      const source = await response.text();
      assert.doesNotMatch(source, /\.tsx?\b|node_modules|sourceMappingURL|project/, path);
    }
  });

  await t.step("what else a build knows is not served", async () => {
    for (const path of ["/_fresh/js/metafile.json", "/_fresh/server.js", "/build_id.js"]) {
      const response = await ask(path);
      assert.equal(response.status, 404, path);
      await response.body?.cancel();
    }
  });

  await t.step("_404 answers with 404 without being told to", async () => {
    const response = await ask("/unknown");
    assert.equal(response.status, 404);
    assert.match(await response.text(), /nothing here/);
  });
});

Deno.test("the same sources make the same build", async () => {
  await using project = await SmallProject.create(FILES);
  const server = () => Deno.readTextFile(`${project.dir}/_fresh/server.js`);
  await project.build();
  const first = await server();
  await project.build();
  assert.equal(await server(), first);
});

Deno.test("deno serve --parallel runs a build", async () => {
  await using project = await SmallProject.create({
    "routes/id.ts": `
      const id = crypto.randomUUID();
      export const handler = () => new Response(id);`,
  });
  await project.build();
  const flags = ["serve", "-A", "--parallel", "--host=127.0.0.1", "--port=0", "_fresh/server.js"];
  await using server = await project.start(flags, { DENO_JOBS: "2" });
  const answer = await fetch(`${server.origin}/id`);
  assert.match(await answer.text(), /^[\da-f-]{36}$/);
});
