/** Whom the server believes about where a request comes from. */
import assert from "node:assert/strict";
import { addressOf, originOf } from "../../lib/http/client_address.ts";

const PEER: Deno.NetAddr = { transport: "tcp", hostname: "203.0.113.9", port: 4000 };
const URL_HERE = new URL("http://127.0.0.1:8000/requests?status=new");

const address = (forwardedFor: string | null, proxies: number, peer: Deno.Addr = PEER) =>
  addressOf(
    new Headers(forwardedFor === null ? {} : { "x-forwarded-for": forwardedFor }),
    peer,
    proxies,
  );

const origin = (headers: Record<string, string>, proxies: number) =>
  originOf(new Headers(headers), URL_HERE, proxies);

Deno.test("what a client claims about itself is not believed", () => {
  assert.equal(address("198.51.100.7", 0), "203.0.113.9");
  const claims = { "x-forwarded-proto": "https", "x-forwarded-host": "evil.example" };
  assert.equal(origin(claims, 0), "http://127.0.0.1:8000");
});

Deno.test("what a client claims before the proxies is not believed either", () => {
  assert.equal(address("10.0.0.1, 198.51.100.7", 1), "198.51.100.7");
  assert.equal(address("10.0.0.1, 198.51.100.7, 192.0.2.5", 2), "198.51.100.7");
  const claims = {
    "x-forwarded-proto": "http, https",
    "x-forwarded-host": "evil.example, desk.example.org",
  };
  assert.equal(origin(claims, 1), "https://desk.example.org");
});

Deno.test("a request that came past a proxy tells nothing of its client", () => {
  assert.equal(address(null, 1), "203.0.113.9");
  assert.equal(address("198.51.100.7", 2), "203.0.113.9");
});

Deno.test("an entry that is no address counts as not there", () => {
  const nonsense = ["", " ", ",", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "256.1.1.1", "::g"];
  const worse = ["[::1", "1.2.3.4:", "a@1.2.3.4", "1.2.3.4/24", "fe80::1%eth0", "x".repeat(9000)];
  for (const text of [...nonsense, ...worse]) assert.equal(address(text, 1), "203.0.113.9", text);
});

Deno.test("one address has one spelling", () => {
  const spellings: [string, string][] = [
    ["198.51.100.7:51234", "198.51.100.7"],
    ["2001:DB8:0:0::7", "2001:db8::7"],
    ["[2001:db8::7]", "2001:db8::7"],
    ["[2001:db8::7]:51234", "2001:db8::7"],
    ["::ffff:198.51.100.7", "198.51.100.7"],
    ["::FFFF:c633:6407", "198.51.100.7"],
  ];
  for (const [text, expected] of spellings) assert.equal(address(text, 1), expected, text);
  assert.equal(address(null, 0, { ...PEER, hostname: "::ffff:192.0.2.1" }), "192.0.2.1");
  assert.equal(address(null, 0, { transport: "unix", path: "/run/hotline" }), "local");
});

Deno.test("trusted proxies tell scheme and host, each if it knows", () => {
  const proto = { "x-forwarded-proto": "https" };
  assert.equal(origin(proto, 1), "https://127.0.0.1:8000");
  assert.equal(
    origin({ "x-forwarded-host": "desk.example.org:8443" }, 1),
    "http://desk.example.org:8443",
  );
  const both = { ...proto, "x-forwarded-host": "desk.example.org" };
  assert.equal(origin(both, 1), "https://desk.example.org");
  assert.equal(origin(both, 3), "https://desk.example.org", "the innermost one replaced them");
  assert.equal(
    origin({ "x-forwarded-host": "desk.example.org:443", ...proto }, 1),
    "https://desk.example.org",
  );
  assert.equal(origin({}, 1), "http://127.0.0.1:8000");
});

Deno.test("a scheme or host that makes no sense counts as not there", () => {
  for (const proto of ["javascript", "https://", "", "ws", "https:x"]) {
    assert.equal(origin({ "x-forwarded-proto": proto }, 1), "http://127.0.0.1:8000", proto);
  }
  const hosts = [
    "",
    "a b",
    "a/b",
    "me@desk.example.org",
    "desk.example.org:99999",
    "[::1",
    "a?b",
    "a#b",
  ];
  for (const host of hosts) {
    assert.equal(origin({ "x-forwarded-host": host }, 1), "http://127.0.0.1:8000", host);
  }
});
