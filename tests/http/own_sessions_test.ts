/** One's own sessions over HTTP, and the pages on one's account. */
import assert from "node:assert/strict";
import type { OwnSession } from "../../lib/model/session.ts";
import { assertProblem, Caller, cookieOf, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { cookieFor, PASSWORD, withAccounts } from "../helpers/seeded_people.ts";

const desk = serverOfThisFile({ env: { HOTLINE_RATE_LIMIT: "off" } });

/** A further session of somebody. */
async function another(username: string): Promise<Caller> {
  const { database, people: { nobody } } = desk();
  return new Caller(nobody.base, await withAccounts(database, (they) => cookieFor(they, username)));
}

async function sessionsOf(caller: Caller): Promise<OwnSession[]> {
  return jsonOf<{ sessions: OwnSession[] }>(await caller.get("/api/sessions")).sessions;
}

Deno.test("who is not signed in is sent to the gate by every page", async () => {
  const { nobody } = desk().people;
  for (const path of ["/account", "/account/sessions", "/account/tokens"]) {
    const answer = await nobody.get(path);
    const next = `/signin?next=${encodeURIComponent(path)}`;
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, next]);
    const post = await nobody.call("POST", path, { form: {} });
    assert.deepEqual([post.status, post.headers.get("location")], [303, "/signin"]);
  }
});

Deno.test("nobody ends another's session, by call or by form", async () => {
  const { ann, ada } = desk().people;
  const [session] = await sessionsOf(ann);
  assertProblem(await ada.call("DELETE", `/api/sessions/${session!.id}`), 404, "not_found");
  const form = await ada.call("POST", "/account/sessions", { form: { end: session!.id } });
  assert.equal(form.status, 404);
  assert.equal((await ann.user()).username, "ann");
});

Deno.test("the id of a session opens nothing", async () => {
  const { people: { nobody, ann } } = desk();
  const [session] = await sessionsOf(ann);
  const thief = new Caller(nobody.base, `hotline_session=${session!.id}`);
  assertProblem(await thief.get("/api/session"), 401, "unauthenticated");
  const authorization = `Bearer hotline_${session!.id}`;
  assertProblem(await nobody.get("/api/session", { authorization }), 401, "unauthenticated");
});

Deno.test("a wrong or missing password changes nothing, and is told at its field", async () => {
  const { ann } = desk().people;
  const wrong = { current: "wrong password", password: "battery staple" };
  const answer = await ann.call("POST", "/account", { form: wrong });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /Current password is wrong/);
  assert.ok(!answer.text.includes(wrong.password) && !answer.text.includes(wrong.current));
  assert.deepEqual(answer.headers.getSetCookie(), []);
  const short = await ann.call("POST", "/account", { form: { current: PASSWORD, password: "no" } });
  assert.equal(short.status, 422);
  assert.match(short.text, /New password must be at least 8/);
  assert.equal((await ann.user()).username, "ann");
});

Deno.test("a token form without a name or a scope makes nothing", async () => {
  const { otto } = desk().people;
  const form = { clientId: "view-1", name: "" };
  const answer = await otto.call("POST", "/account/tokens", { form });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /Name must not be empty/);
  assert.match(answer.text, /Permissions must hold read, write or both/);
  assert.match(answer.text, /No tokens yet/);
  assert.match(answer.text, /value="view-1"/);
});

Deno.test("a token form that is sent again shows no secret and makes nothing", async () => {
  const { otto } = desk().people;
  const form = { clientId: "view-2", name: "Bot", read: "on" };
  const first = await otto.call("POST", "/account/tokens", { form });
  assert.equal(first.status, 200);
  assert.equal(first.headers.get("cache-control"), "no-store");
  assert.equal(new Set(first.text.match(/hotline_[\w-]{43}/g)).size, 1);
  const second = await otto.call("POST", "/account/tokens", { form });
  assert.equal(second.status, 409);
  assert.match(second.text, /made already/);
  assert.ok(!/hotline_[\w-]{43}/.test(second.text));
  assert.equal(second.text.match(/class="entry"/g)?.length, 1);
  assert.ok(!second.text.includes('value="view-2"'), "the next one is another token");
});

Deno.test("a session is ended by its owner, and no other with it", async () => {
  const { mia } = desk().people;
  const [lost, kept] = [await another("mia"), await another("mia")];
  const id = (await sessionsOf(lost)).find(({ isCurrent }) => isCurrent)!.id;
  assert.equal((await mia.call("DELETE", `/api/sessions/${id}`)).status, 204);
  assertProblem(await lost.get("/api/session"), 401, "unauthenticated");
  for (const caller of [mia, kept]) assert.equal((await caller.user()).username, "mia");
});

Deno.test("all other sessions end at once, and this one keeps its cookie", async () => {
  const { mia, ann } = desk().people;
  const others = [await another("mia"), await another("mia")];
  const answer = await mia.call("POST", "/account/sessions", { form: { end: "others" } });
  assert.equal(answer.headers.get("location"), "/account/sessions?done=others");
  for (const other of others) {
    assertProblem(await other.get("/api/session"), 401, "unauthenticated");
  }
  assert.deepEqual((await sessionsOf(mia)).map(({ isCurrent }) => isCurrent), [true]);
  assert.equal((await ann.user()).username, "ann");
});

Deno.test("a new password ends the other sessions, and gives this browser another cookie", async () => {
  const { people: { nobody } } = desk();
  const [here, other] = [await another("max"), await another("max")];
  const form = { current: PASSWORD, password: "battery staple" };
  const answer = await here.call("POST", "/account", { form });
  assert.equal(answer.headers.get("location"), "/account?done=password");
  const next = new Caller(nobody.base, cookieOf(answer));
  assert.notEqual(next.cookie, here.cookie);
  assert.equal((await next.user()).username, "max");
  for (const old of [here, other]) {
    assertProblem(await old.get("/api/session"), 401, "unauthenticated");
  }
  const signIn = (password: string) => nobody.post("/api/session", { username: "max", password });
  assert.deepEqual([(await signIn(PASSWORD)).status, (await signIn("battery staple")).status], [
    401,
    200,
  ]);
});
