import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { PageTemplate } from "../../lib/http/page_template.ts";

const textOf = (page: Uint8Array): string => new TextDecoder().decode(page);

Deno.test("a page of the first view's values is the first view", () => {
  const html = "<p>a-1 · b-22 ↑ a-1</p>";
  const template = new PageTemplate(html, { a: "a-1", b: "b-22" });
  assert.equal(textOf(template.fill({ a: "a-1", b: "b-22" })), html);
});

Deno.test("new values take their places, whatever their length", () => {
  const template = new PageTemplate("b-22<p>a-1 · ↑ 🙂 a-1</p>b-22", { a: "a-1", b: "b-22" });
  assert.equal(textOf(template.fill({ a: "äöü", b: "" })), "<p>äöü · ↑ 🙂 äöü</p>");
});

Deno.test("a page without a place for a value stays as it is", () => {
  const template = new PageTemplate("<p>a</p>", { gone: "a-1" });
  assert.equal(textOf(template.fill({ gone: "x" })), "<p>a</p>");
});

Deno.test("text that is the name of a value is text", () => {
  const template = new PageTemplate("nonce=1234", { nonce: "1234" });
  assert.equal(textOf(template.fill({ nonce: "5678" })), "nonce=5678");
});

Deno.test("the gzip of a page is that page, with the values of each view", () => {
  const text = "Something long · ↑ 🙂 ".repeat(10_000);
  const template = new PageTemplate(`1234${text}1234${text}5678`, { a: "1234", b: "5678" });
  for (const values of [{ a: "1234", b: "5678" }, { a: "", b: "other" }, { a: "äöü", b: "" }]) {
    const packed = template.fillGzipped(values);
    assert.deepEqual(new Uint8Array(gunzipSync(packed)), template.fill(values));
    assert.ok(packed.length < template.bytes / 10, "it is compressed");
  }
});

Deno.test("the platform's own reader takes the gzip", async () => {
  const template = new PageTemplate("<p>a-1</p>", { a: "a-1" });
  const packed = new Response(template.fillGzipped({ a: "new" })).body!;
  const text = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text();
  assert.equal(text, "<p>new</p>");
});
