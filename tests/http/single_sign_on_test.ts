/** Single sign-on over HTTP: what the browser is told and given. */
import assert from "node:assert/strict";
import { type Answer, Caller } from "../helpers/api.ts";
import { type AppServer, startAppServer } from "../helpers/app_server.ts";
import { startProvider, type TestProvider, VisitorAtProvider } from "../helpers/oidc_provider.ts";

let provider: TestProvider;
let server: AppServer;

Deno.test.beforeAll(async () => {
  provider = await startProvider();
  server = await startAppServer({ env: provider.environment });
});
Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await provider?.close();
});

/** The cookies that an answer sets, as a browser would send them back. */
const cookiesOf = (answer: Answer): string =>
  answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");

const location = (answer: Answer): string => {
  assert.equal(answer.status, 303, answer.text);
  return answer.headers.get("location")!;
};

/** Leaves for the provider. */
async function leave(query = "", headers: Record<string, string> = {}) {
  const answer = await new Caller(server.origin).get(`/signin/oidc${query}`, headers);
  return { url: new URL(location(answer), server.origin), cookie: cookiesOf(answer), answer };
}

/** Comes back with these cookies. */
const comeBack = (back: URL, cookie: string | null) =>
  new Caller(server.origin, cookie).get(back.pathname + back.search);

Deno.test("without a provider there is no such page, and no button", async () => {
  await using other = await startAppServer();
  const caller = new Caller(other.origin);
  assert.equal((await caller.get("/signin/oidc")).status, 404);
  assert.equal((await caller.get("/signin/oidc/callback?code=x&state=y")).status, 404);
  assert.ok(!(await caller.get("/signin")).text.includes("/signin/oidc"));
});

Deno.test("whoever comes back without having left reads why, and gets no session", async () => {
  const { url, cookie } = await leave();
  const back = await new VisitorAtProvider().signIn(url, "ann");
  const foreign = await leave();
  for (const brought of [null, "hotline_oidc=", "hotline_oidc=%00", foreign.cookie]) {
    const answer = await comeBack(back, brought);
    assert.equal(answer.status, 403);
    assert.match(answer.text, /That sign-in did not work/);
    assert.match(answer.text, /begun in another browser/);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.equal(answer.headers.get("cache-control"), "no-store");
  }
  assert.equal(location(await comeBack(back, cookie)), "/");
  assert.equal((await comeBack(back, cookie)).status, 403, "once");
});

Deno.test("nothing that one can put into the address makes a fault of it", async () => {
  const long = "x".repeat(5000);
  for (
    const query of [
      "",
      "?state=",
      "?code=a&code=b&state=c&state=d",
      `?state=${long}`,
      "?error=server_error",
      "?state=%ff%00",
      "?iss=x&response=y",
    ]
  ) {
    const { cookie } = await leave();
    const caller = new Caller(server.origin, cookie);
    assert.equal((await caller.get(`/signin/oidc/callback${query}`)).status, 403, query);
  }
});

Deno.test("whoever cancels is back at the sign-in page", async () => {
  const { url, cookie } = await leave("?next=/requests/new");
  const back = await new VisitorAtProvider().cancel(url);
  const answer = await comeBack(back, cookie);
  const target = location(answer);
  assert.equal(target, "/signin?next=%2Frequests%2Fnew&cancelled=1");
  assert.equal(cookiesOf(answer), "hotline_oidc=");
  assert.match((await new Caller(server.origin).get(target)).text, /You cancelled/);
});

Deno.test("the browser is given a handle, and the provider everything but secrets", async () => {
  const { url, answer } = await leave();
  const [cookie = ""] = answer.headers.getSetCookie();
  assert.match(
    cookie,
    /^hotline_oidc=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
  );
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const { searchParams } = url;
  assert.equal(url.origin, provider.issuer);
  assert.deepEqual([...searchParams.keys()].sort(), [
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
  ]);
  assert.equal(searchParams.get("code_challenge_method"), "S256");
  assert.equal(searchParams.get("redirect_uri"), `${server.origin}/signin/oidc/callback`);
});

Deno.test("somebody comes in, is led on, and is the same person the next time", async () => {
  provider.people.set("p-7", { preferred_username: "pia", name: "Pia" });
  const enter = async () => {
    const { url, cookie } = await leave("?next=/requests/new");
    const answer = await comeBack(await new VisitorAtProvider().signIn(url, "p-7"), cookie);
    assert.equal(location(answer), "/requests/new");
    return await new Caller(server.origin, cookiesOf(answer)).user();
  };
  const first = await enter();
  assert.deepEqual([first.username, first.name, first.role], ["pia", "Pia", "requester"]);
  assert.deepEqual(await enter(), first);
});

Deno.test("who is signed in is led on at once; no other site is ever the goal", async () => {
  const { url, cookie } = await leave("?next=https://elsewhere.example/");
  const answer = await comeBack(await new VisitorAtProvider().signIn(url, "ben"), cookie);
  assert.equal(location(answer), "/");
  const again = await leave("?next=/requests/new", { cookie: cookiesOf(answer) });
  assert.equal(again.url.pathname, "/requests/new");
});

Deno.test("on https the cookie is bound to this host", async () => {
  await using proxied = await startAppServer({
    env: { ...provider.environment, HOTLINE_TRUST_PROXY: "1" },
  });
  const answer = await new Caller(proxied.origin).get("/signin/oidc", {
    "x-forwarded-for": "203.0.113.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "desk.example.org",
  });
  assert.match(answer.headers.getSetCookie()[0]!, /^__Host-hotline_oidc=.*; Secure$/);
  const { searchParams } = new URL(location(answer));
  assert.equal(
    searchParams.get("redirect_uri"),
    "https://desk.example.org/signin/oidc/callback",
  );
});

Deno.test("the desk starts while the provider is away, and says so to who needs it", async () => {
  await using away = await startProvider();
  await away.close();
  await using desk = await startAppServer({ env: away.environment });
  const caller = new Caller(desk.origin);
  assert.equal((await caller.get("/signin")).status, 200);
  const answer = await caller.get("/signin/oidc?next=/requests/new");
  assert.equal(answer.status, 503);
  assert.ok(answer.headers.has("retry-after"));
  assert.match(answer.text, /Example does not answer/);
  assert.match(answer.text, /href="\/signin\/oidc\?next=\/requests\/new"/);
  const log = await desk.log();
  assert.match(log, /The OpenID Connect provider cannot be used/);
  assert.ok(!log.includes(away.environment["HOTLINE_OIDC_CLIENT_SECRET"]!));
});
