/** What every kind of response carries to protect its reader. */
import assert from "node:assert/strict";
import type { Answer } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { refusalOf } from "../helpers/ws_client.ts";

const desk = serverOfThisFile();

function assertProtected(headers: Headers, about: string): void {
  assert.equal(headers.get("x-content-type-options"), "nosniff", about);
  assert.equal(headers.get("referrer-policy"), "same-origin", about);
  assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", about);
  const policy = headers.get("content-security-policy") ?? "";
  for (const rule of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(rule), `${about}: ${policy}`);
  }
  assert.ok(!policy.includes("unsafe"), `${about}: ${policy}`);
}

/** One response of every kind. */
async function everyKind(): Promise<[string, Answer][]> {
  const { ann, nobody } = desk().people;
  const { id } = await ann.open();
  const page = await ann.get(`/requests/${id}`);
  const [, bundle = ""] = /["'](\/_fresh\/js\/[^"']+\.js)/.exec(page.text) ?? [];
  const foreign = { origin: "http://evil.example" };
  return [
    ["a page", page],
    ["a redirect", await nobody.get("/")],
    ["a page that is not there", await ann.get("/nothing")],
    ["a form with a mistake", await nobody.call("POST", "/signin", { form: {} })],
    ["a refused form", await ann.call("POST", "/signout", { form: {}, headers: foreign })],
    ["JSON", await ann.get(`/api/requests/${id}`)],
    ["a problem", await nobody.get("/api/requests")],
    ["a refused call", await ann.post("/api/requests", {}, foreign)],
    ["an empty answer", await nobody.call("DELETE", "/api/session")],
    ["a method that is not allowed", await ann.call("DELETE", "/")],
    ["a file", await nobody.get("/styles.css")],
    ["a script", await nobody.get(bundle)],
    ["health", await nobody.get("/healthz")],
    ["HEAD", await ann.call("HEAD", "/")],
  ];
}

Deno.test("every kind of response tells the browser what to refuse", async () => {
  const kinds = await everyKind();
  const statuses = kinds.map(([, { status }]) => status);
  assert.deepEqual(
    statuses,
    [200, 303, 404, 422, 403, 200, 401, 403, 204, 405, 200, 200, 200, 200],
  );
  for (const [about, { headers }] of kinds) assertProtected(headers, about);
  const refusal = await refusalOf(`${desk().server.origin}/api/live`);
  assertProtected(refusal.headers, "a refused upgrade");
});

Deno.test("scripts run by a nonce that is new in every page", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const nonces = new Set<string>();
  for (const path of ["/", `/requests/${id}`, `/requests/${id}`]) {
    const { text, headers } = await ann.get(path);
    const [, nonce = ""] = /'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "") ??
      [];
    assert.ok(nonce.length >= 16);
    // A block of data is no script: no policy asks for its nonce.
    for (const [tag] of text.matchAll(/<script\b(?! type="application\/json")[^>]*>/g)) {
      assert.ok(tag.includes(`nonce="${nonce}"`), tag);
    }
    assert.ok(!/\son\w+="/.test(text), "no page has handlers in its attributes");
    nonces.add(nonce);
  }
  assert.equal(nonces.size, 3);
});

Deno.test("calls and pages with somebody's data are kept by nobody on the way", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  for (const path of ["/api/session", "/api/requests", `/api/requests/${id}/messages`]) {
    assert.equal((await ann.get(path)).headers.get("cache-control"), "no-store", path);
  }
  const refusal = await desk().people.otto.get(`/api/requests/${id}`);
  assert.equal(refusal.headers.get("cache-control"), "no-store");
  for (const path of ["/", `/requests/${id}`, "/requests/nothing"]) {
    const control = (await ann.get(path)).headers.get("cache-control");
    assert.equal(control, "private, no-cache", path);
  }
});
