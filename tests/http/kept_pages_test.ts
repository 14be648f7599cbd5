/** When a page is rendered, and when it is sent again. */
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import type { Context } from "fresh";
import type { State } from "../../lib/http/define.ts";
import { KeptPages } from "../../lib/http/kept_pages.ts";

/** A desk with one page, whose facts the test changes. */
function deskWithOnePage() {
  const pages = new KeptPages();
  const facts = { version: "1", words: "Hello", rendered: 0 };
  const look = async (key = "ann", headers: HeadersInit = {}) => {
    const req = new Request("http://localhost/", { headers });
    const state = { hotline: { version: () => Promise.resolve(facts.version) } } as State;
    const response = await pages.answer({ req, state } as Context<State>, {
      key,
      read: () => Promise.resolve({ words: facts.words }),
      render: ({ words }, clientId) => {
        const nonce = `n${++facts.rendered}`;
        const html = `<i nonce="${nonce}">${key} ${words}</i><input value="${clientId}">`;
        return Promise.resolve(
          new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } }),
        );
      },
    });
    const isPacked = response.headers.get("content-encoding") === "gzip";
    const body = new Uint8Array(await response.arrayBuffer());
    const html = new TextDecoder().decode(isPacked ? gunzipSync(body) : body);
    const [, nonce, text, clientId] = /nonce="(\w+)">(.*)<\/i><input value="(.*)">/.exec(html) ??
      [];
    assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
    return { nonce, text, clientId, isPacked, told: state.nonce };
  };
  return { facts, look };
}

Deno.test("a page is rendered again when the database has changed, and only then", async () => {
  const { facts, look } = deskWithOnePage();
  assert.equal((await look()).text, "ann Hello");
  assert.equal((await look()).text, "ann Hello");
  assert.equal(facts.rendered, 1);
  facts.words = "Changed";
  facts.version = "2";
  assert.equal((await look()).text, "ann Changed");
  assert.equal(facts.rendered, 2);
});

Deno.test("a change elsewhere costs a look, but no rendering", async () => {
  const { facts, look } = deskWithOnePage();
  await look();
  facts.version = "2";
  assert.equal((await look()).text, "ann Hello");
  assert.equal(facts.rendered, 1);
  facts.words = "Not read as long as the version stands";
  assert.equal((await look()).text, "ann Hello");
});

Deno.test("nobody is sent the page of somebody else", async () => {
  const { facts, look } = deskWithOnePage();
  assert.equal((await look("ann")).text, "ann Hello");
  assert.equal((await look("otto")).text, "otto Hello");
  assert.equal((await look("ann")).text, "ann Hello");
  assert.equal(facts.rendered, 2);
});

Deno.test("every view has a nonce, of which the policy is told, and a command id of its own", async () => {
  const { look } = deskWithOnePage();
  const views = [await look(), await look(), await look()];
  assert.equal(new Set(views.map(({ nonce }) => nonce)).size, 3);
  assert.equal(new Set(views.map(({ clientId }) => clientId)).size, 3);
  const [first, ...again] = views;
  assert.equal(first?.told, undefined, "Fresh knows the nonce of what it has rendered");
  for (const { nonce, told } of again) assert.equal(told, nonce);
});

Deno.test("a page is compressed for who takes gzip, and for nobody else", async () => {
  const { look } = deskWithOnePage();
  const answers: [accepted: string, isPacked: boolean][] = [
    ["gzip, deflate, br, zstd", true],
    ["br;q=1.0, gzip;q=0.8", true],
    ["GZIP", true],
    ["", false],
    ["br", false],
    ["identity", false],
    ["gzip;q=0", false],
    ["gzip; q=0.0, br", false],
  ];
  for (const [accepted, isPacked] of answers) {
    for (let turn = 0; turn < 2; turn++) {
      const view = await look("ann", { "accept-encoding": accepted });
      assert.deepEqual([view.isPacked, view.text], [isPacked, "ann Hello"], accepted);
    }
  }
});
