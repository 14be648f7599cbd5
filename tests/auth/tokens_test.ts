import assert from "node:assert/strict";
import { TOKENS_MAX, UNKNOWN_VISITOR } from "../../lib/model/session.ts";
import { accountsOn, ANN, assertRefused, auditedActions, DAY_MS } from "../helpers/accounts.ts";
import { outrun, testOnEachDatabase } from "../helpers/databases.ts";

const OTTO = { username: "otto", name: "Otto", password: "battery staple" };
const HERE = UNKNOWN_VISITOR;
let made = 0;

/** What somebody asks for who makes a token. */
const wish = (name = "Bot", clientId = `view-${made++}`) => ({
  name,
  scopes: ["read" as const],
  clientId,
});

testOnEachDatabase("a guest makes no token", async (kv) => {
  const { accounts, tokens } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const guest = { ...session, guestOf: "01J00000000000000000000000" };
  await assertRefused("forbidden", tokens.make(guest, wish(), HERE));
  assert.deepEqual(await tokens.list(session), []);
});

testOnEachDatabase("nobody revokes what another has made, nor what is not there", async (kv) => {
  const { accounts, tokens } = accountsOn(kv);
  const [ann, otto] = [await accounts.signUp(ANN), await accounts.signUp(OTTO)];
  const { id, token } = await tokens.make(ann.session, wish(), HERE);
  const foreign = await assertRefused("not_found", tokens.revoke(otto.session, id, HERE));
  const missing = await assertRefused("not_found", tokens.revoke(otto.session, "none", HERE));
  assert.equal(foreign.message, missing.message);
  assert(await accounts.whoIs(token));
});

testOnEachDatabase("a form that is sent again makes no second token, ever", async (kv) => {
  const { accounts, tokens, time } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const again = wish();
  const { id } = await tokens.make(session, again, HERE);
  const refusal = await assertRefused("conflict", tokens.make(session, again, HERE));
  assert.match(refusal.message, /shown once/);
  assert.equal((await tokens.list(session)).length, 1);
  await tokens.revoke(session, id, HERE);
  time.now += DAY_MS;
  await assertRefused("conflict", tokens.make(session, again, HERE));
  assert.deepEqual(await tokens.list(session), []);
});

testOnEachDatabase("of the same form sent twice at once, one makes a token", async (kv) => {
  const { accounts, tokens } = accountsOn(kv);
  const elsewhere = accountsOn(kv).tokens;
  const { session } = await accounts.signUp(ANN);
  const same = wish();
  const results = await Promise.allSettled([
    tokens.make(session, same, HERE),
    elsewhere.make(session, same, HERE),
  ]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal((await tokens.list(session)).length, 1);
});

testOnEachDatabase("one person has so many tokens, even made at once, and no more", async (kv) => {
  const { accounts, tokens } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  for (let count = 1; count < TOKENS_MAX; count++) await tokens.make(session, wish(), HERE);
  const last = await Promise.allSettled([
    tokens.make(session, wish(), HERE),
    tokens.make(session, wish(), HERE),
  ]);
  assert.deepEqual(last.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const refusal = await assertRefused("conflict", tokens.make(session, wish(), HERE));
  assert.match(refusal.message, /50 API tokens: revoke one/);
  const [first] = await tokens.list(session);
  await tokens.revoke(session, first!.id, HERE);
  await tokens.make(session, wish(), HERE);
});

testOnEachDatabase("a session that ends meanwhile leaves no token behind", async (kv) => {
  const { accounts, tokens: _, ...here } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const { tokens } = accountsOn(outrun(kv, 1, () => accounts.signOut(session)));
  await assertRefused("unauthenticated", tokens.make(session, wish(), HERE));
  const next = await accounts.signIn(ANN);
  assert.deepEqual(await here.ownSessions.list(next.session).then((all) => all.length), 1);
  assert.deepEqual(await tokens.list(next.session), []);
});

testOnEachDatabase("a token has its scopes, and does not tell its secret again", async (kv) => {
  const { accounts, tokens } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const { id, token } = await tokens.make(session, wish("Nightly report"), HERE);
  const known = await accounts.whoIs(token);
  assert.deepEqual([known?.session.user, known?.session.scopes], [session.user, ["read"]]);
  const [listed, ...others] = await tokens.list(session);
  assert.deepEqual([listed, others], [{
    id,
    name: "Nightly report",
    scopes: ["read"],
    createdAt: "2026-01-01T00:00:00.000Z",
    lastUsedAt: "2026-01-01T00:00:00.000Z",
  }, []]);
  for await (const { key, value } of kv.list({ prefix: [] })) {
    assert(!Deno.inspect([key, value], { depth: 9, strAbbreviateSize: 1e6 }).includes(token));
  }
});

testOnEachDatabase("a token lasts a year beyond its last use, told to the hour", async (kv) => {
  const { accounts, tokens, time } = accountsOn(kv);
  const { token } = await tokens.make((await accounts.signUp(ANN)).session, wish(), HERE);
  time.now += 300 * DAY_MS + DAY_MS / 10;
  assert(await accounts.whoIs(token));
  const { session } = await accounts.signIn(ANN);
  assert.equal((await tokens.list(session))[0]?.lastUsedAt, "2026-10-28T02:00:00.000Z");
  time.now += 365 * DAY_MS;
  assert.equal(await accounts.whoIs(token), null);
});

testOnEachDatabase("a revoked token is over everywhere, and says so", async (kv) => {
  const { accounts, tokens, announced } = accountsOn(kv);
  const elsewhere = accountsOn(kv).accounts;
  const { session } = await accounts.signUp(ANN);
  const { id, token } = await tokens.make(session, wish(), HERE);
  const known = await elsewhere.whoIs(token);
  await tokens.revoke(session, id, HERE);
  assert.equal(await elsewhere.whoIs(token), null);
  assert.deepEqual(announced, [{ sessionId: known?.session.id }]);
  await assertRefused("not_found", tokens.revoke(session, id, HERE));
  assert.deepEqual((await auditedActions(kv)).slice(-2), ["token.added", "token.revoked"]);
});
