/** What every kind of response carries to protect its reader. */
import assert from "node:assert/strict";
import { App } from "fresh";
import type { State } from "../../lib/http/define.ts";
import { securityHeaders } from "../../lib/http/security_headers.ts";
import { faultsOf } from "../fresh/console_faults.ts";
import type { Answer } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { refusalOf } from "../helpers/ws_client.ts";

const desk = serverOfThisFile();

function assertProtected(headers: Headers, about: string): void {
  assert.equal(headers.get("x-content-type-options"), "nosniff", about);
  assert.equal(headers.get("referrer-policy"), "same-origin", about);
  assert.equal(headers.get("cross-origin-opener-policy"), "same-origin", about);
  assert.equal(headers.get("cross-origin-resource-policy"), "same-origin", about);
  assert.match(headers.get("permissions-policy") ?? "", /camera=\(\),.*microphone=\(\)/, about);
  assert.ok(headers.has("cache-control"), about);
  const policy = headers.get("content-security-policy") ?? "";
  assert.deepEqual(policy.replace(/ 'nonce-[^']+'/, "").split("; "), POLICY, about);
}

/** Nonces apart. On https there is one rule more. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

/** One response of every kind. */
async function everyKind(): Promise<[about: string, status: number, answer: Answer][]> {
  const { ann, nobody } = desk().people;
  const { id } = await ann.open();
  const page = await ann.get(`/requests/${id}`);
  const [, bundle = ""] = /["'](\/_fresh\/js\/[^"']+\.js)/.exec(page.text) ?? [];
  const foreign = { origin: "http://evil.example" };
  const file = await nobody.get("/styles.css");
  const known = { "if-none-match": file.headers.get("etag") ?? "" };
  return [
    ["a page", 200, page],
    ["a kept page", 200, await ann.get(`/requests/${id}`)],
    ["a redirect", 303, await nobody.get("/")],
    ["a page that is not there", 404, await ann.get("/nothing")],
    ["a page of a malformed address", 400, await ann.get("/requests/%zz")],
    ["a form with a mistake", 422, await nobody.call("POST", "/signin", { form: {} })],
    ["a refused form", 403, await ann.call("POST", "/signout", { form: {}, headers: foreign })],
    ["JSON", 200, await ann.get(`/api/requests/${id}`)],
    ["a problem", 401, await nobody.get("/api/requests")],
    ["a call that is not there", 404, await ann.get("/api/nothing")],
    ["a call to a malformed address", 400, await ann.get("/api/requests/%zz")],
    ["a refused call", 403, await ann.post("/api/requests", {}, foreign)],
    ["a call that is too large", 413, await ann.post("/api/requests", "x".repeat(1_000_000))],
    ["an empty answer", 204, await nobody.call("DELETE", "/api/session")],
    ["a method that is not allowed", 405, await ann.call("DELETE", "/")],
    ["the methods of a path", 204, await ann.call("OPTIONS", "/")],
    ["a file", 200, file],
    ["a file that has not changed", 304, await nobody.get("/styles.css", known)],
    ["a file of another build", 307, await nobody.get("/styles.css?__frsh_c=other")],
    ["a form sent to a file", 405, await nobody.call("POST", "/styles.css", { form: {} })],
    ["a script", 200, await nobody.get(bundle)],
    ["an icon that is not there", 404, await nobody.get("/favicon.ico")],
    ["health", 200, await nobody.get("/healthz")],
    ["readiness", 200, await nobody.get("/readyz")],
    ["metrics", 200, await nobody.get("/metrics")],
    ["HEAD", 200, await ann.call("HEAD", "/")],
  ];
}

Deno.test("every kind of response tells the browser what to refuse", async () => {
  for (const [about, expected, { status, headers }] of await everyKind()) {
    assert.equal(status, expected, about);
    assertProtected(headers, about);
    assert.equal(headers.get("strict-transport-security"), null, `${about}, on plain http`);
  }
  const refusal = await refusalOf(`${desk().server.origin}/api/live`);
  assertProtected(refusal.headers, "a refused upgrade");
});

Deno.test("a fault outside of any route is told without its details, and as well protected", async () => {
  const app = new App<State>()
    .use((ctx) => {
      ctx.state.origin = "http://localhost";
      return ctx.next();
    })
    .use(...securityHeaders(), () => {
      throw new Error("The disk is on fire.");
    })
    .get("/", () => new Response());
  const ask = () => app.handler()(new Request("http://localhost/"));
  const { value: response, faults } = await faultsOf(ask);
  assert.match(String(faults), /The disk is on fire/, "the log has them");
  assert.deepEqual([response.status, await response.text()], [500, "Internal Server Error"]);
  assertProtected(response.headers, "a fault");
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
    assert.ok(!/\s(?:on\w+|style)="/.test(text), "no page has handlers or styles in attributes");
    assert.ok(!/<style\b/.test(text), "nor styles of its own");
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
