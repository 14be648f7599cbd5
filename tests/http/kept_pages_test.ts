/** When a page is rendered, and when it is sent again. */
import assert from "node:assert/strict";
import type { Context } from "fresh";
import type { State } from "../../lib/http/define.ts";
import { KeptPages } from "../../lib/http/kept_pages.ts";

/** A desk with one page, whose facts the test changes. */
function deskWithOnePage() {
  const pages = new KeptPages();
  const facts = { version: "1", words: "Hello", rendered: 0 };
  const look = async (key = "ann") => {
    const state = { hotline: { version: () => Promise.resolve(facts.version) } } as State;
    const response = await pages.answer({ state } as Context<State>, {
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
    const html = await response.text();
    const [, nonce, text, clientId] = /nonce="(\w+)">(.*)<\/i><input value="(.*)">/.exec(html) ??
      [];
    assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
    return { nonce, text, clientId, told: state.nonce };
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
