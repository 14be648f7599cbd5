/** Signing up, in and out: the cookie, how long it lasts, and who may not. */
import assert from "node:assert/strict";
import { assertProblem, Caller, cookieOf, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { cookieFor, PASSWORD, withAccounts } from "../helpers/seeded_people.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const desk = serverOfThisFile();

/** The attributes of the session cookie that an answer sets, by their names in lower case. */
function attributesOf(headers: Headers): Map<string, string> {
  const [cookie = ""] = headers.getSetCookie();
  return new Map(
    cookie.split("; ").slice(1).map((attribute) => {
      const [name = "", value = ""] = attribute.split("=");
      return [name.toLowerCase(), value];
    }),
  );
}

Deno.test("a wrong password and an unknown name get the same answer, and no cookie", async () => {
  const { nobody } = desk().people;
  const answers = await Promise.all([
    nobody.post("/api/session", { username: "ann", password: "wrong password" }),
    nobody.post("/api/session", { username: "annie", password: "wrong password" }),
  ]);
  for (const answer of answers) {
    assertProblem(answer, 401, "unauthenticated");
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
  assert.equal(answers[0].text, answers[1].text);
});

Deno.test("a username can be taken once, whatever its case", async () => {
  const { nobody } = desk().people;
  const input = { username: "ANN", name: "Another Ann", password: PASSWORD };
  assertProblem(await nobody.post("/api/users", input), 409, "conflict", ["username"]);
});

Deno.test("the demo's accounts are closed where there is no demo", async () => {
  const { nobody } = desk().people;
  const input = { username: "demo-admin", password: "hotline-admin" };
  assertProblem(await nobody.post("/api/session", input), 401, "unauthenticated");
  const newcomer = { ...input, name: "Not a demo" };
  assertProblem(await nobody.post("/api/users", newcomer), 409, "conflict", ["username"]);
});

Deno.test("whoever signs up is a requester, whatever they ask for, and signed in", async () => {
  const { nobody } = desk().people;
  const input = { username: "Newcomer", name: " New  Comer ", password: PASSWORD, role: "admin" };
  const answer = await nobody.post("/api/users", input);
  const { user } = jsonOf<{ user: Record<string, string> }>(answer, 201);
  assert.deepEqual({ ...user, id: "" }, {
    id: "",
    username: "newcomer",
    name: "New Comer",
    role: "requester",
  });
  assert.ok(!answer.text.includes(PASSWORD));
  assert.deepEqual(await new Caller(nobody.base, cookieOf(answer)).user(), user);
});

Deno.test("the cookie is for this site's pages alone, for thirty days", async () => {
  const { nobody } = desk().people;
  const answer = await nobody.post("/api/session", { username: "ann", password: PASSWORD });
  const attributes = attributesOf(answer.headers);
  assert.equal(answer.status, 200);
  assert.ok(attributes.has("httponly"));
  assert.equal(attributes.get("samesite"), "Lax");
  assert.equal(attributes.get("path"), "/");
  assert.ok(!attributes.has("secure") && !attributes.has("domain"), "plain http on one host");
  const lastsMs = Date.parse(attributes.get("expires") ?? "") - Date.now();
  assert.ok(Math.abs(lastsMs - 30 * DAY_MS) < 60_000, `${lastsMs} ms`);
});

Deno.test("who claims to be a proxy is not believed, and the log says what to do", async () => {
  const { server, people: { nobody } } = desk();
  const headers = { "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1" };
  for (let times = 0; times < 2; times++) {
    const answer = await nobody.call("DELETE", "/api/session", { headers });
    assert.ok(!attributesOf(answer.headers).has("secure"));
  }
  const log = await server.log();
  assert.equal(log.split("HOTLINE_TRUST_PROXY=1").length - 1, 1, log);
});

Deno.test("a session in use is prolonged once a day, and its cookie with it", async () => {
  const { database, people } = desk();
  const tenDaysAgo = () => Date.now() - 10 * DAY_MS;
  const cookie = await withAccounts(database, (they) => cookieFor(they, "mia"), {
    clock: tenDaysAgo,
  });
  const mia = new Caller(people.nobody.base, cookie);
  const first = await mia.get("/api/session");
  assert.equal(cookieOf(first), cookie);
  const lastsMs = Date.parse(attributesOf(first.headers).get("expires") ?? "") - Date.now();
  assert.ok(Math.abs(lastsMs - 30 * DAY_MS) < 60_000, `${lastsMs} ms`);
  assert.deepEqual((await mia.get("/api/session")).headers.getSetCookie(), []);
});

Deno.test("a session ends after thirty days without a visit", async () => {
  const { database, people } = desk();
  const longAgo = () => Date.now() - 31 * DAY_MS;
  const cookie = await withAccounts(database, (they) => cookieFor(they, "mia"), { clock: longAgo });
  const mia = new Caller(people.nobody.base, cookie);
  assertProblem(await mia.get("/api/session"), 401, "unauthenticated");
});

Deno.test("signing out ends this session, and no other of the same person", async () => {
  const { database, people: { nobody, max } } = desk();
  const other = new Caller(nobody.base, await withAccounts(database, (a) => cookieFor(a, "max")));
  const answer = await other.call("DELETE", "/api/session");
  assert.deepEqual([answer.status, answer.text], [204, ""]);
  assert.equal(attributesOf(answer.headers).get("max-age"), "0");
  assertProblem(await other.get("/api/session"), 401, "unauthenticated");
  assert.equal((await other.call("DELETE", "/api/session")).status, 204, "twice is no error");
  assert.equal((await max.user()).username, "max");
});

Deno.test("a new password ends every session at once", async () => {
  const { database, people: { nobody } } = desk();
  const cookie = await withAccounts(database, async (accounts) => {
    const cookie = await cookieFor(accounts, "otto");
    await accounts.setPassword("otto", "battery staple");
    return cookie;
  });
  assertProblem(
    await new Caller(nobody.base, cookie).get("/api/session"),
    401,
    "unauthenticated",
  );
});
