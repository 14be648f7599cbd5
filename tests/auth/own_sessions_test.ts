import assert from "node:assert/strict";
import { accountsOn, ANN, assertRefused, auditedActions, DAY_MS } from "../helpers/accounts.ts";
import { UNKNOWN_VISITOR } from "../../lib/model/session.ts";
import { outrun, testOnEachDatabase } from "../helpers/databases.ts";

const OTTO = { username: "otto", name: "Otto", password: "battery staple" };
const HERE = UNKNOWN_VISITOR;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

testOnEachDatabase("nobody ends another's session, nor one that is not there", async (kv) => {
  const { accounts, ownSessions } = accountsOn(kv);
  const [ann, otto] = [await accounts.signUp(ANN), await accounts.signUp(OTTO)];
  await assertRefused("not_found", ownSessions.end(otto.session, ann.session.id, HERE));
  await assertRefused("not_found", ownSessions.end(otto.session, "", HERE));
  assert(await accounts.whoIs(ann.token));
});

testOnEachDatabase("a token is not ended as if it were a session", async (kv) => {
  const { accounts, ownSessions, tokens } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const { token } = await tokens.make(
    session,
    { name: "Bot", scopes: ["read"], clientId: "1" },
    HERE,
  );
  const hash = (await accounts.whoIs(token))!.session.id;
  await assertRefused("not_found", ownSessions.end(session, hash, HERE));
  assert.equal((await ownSessions.list(session)).length, 1);
});

testOnEachDatabase("a session that is void cannot bring itself back to life", async (kv) => {
  const { accounts } = accountsOn(kv);
  const { session, token } = await accounts.signUp(ANN);
  const late = accountsOn(outrun(kv, 1, () => accounts.setPassword("ann", "another password")));
  await assertRefused("unauthenticated", late.ownSessions.endOthers(session, HERE));
  assert.equal(await accounts.whoIs(token), null);
});

testOnEachDatabase("a session that has ended ends no others", async (kv) => {
  const { accounts, ownSessions } = accountsOn(kv);
  const [first, second] = [await accounts.signUp(ANN), await accounts.signIn(ANN)];
  await accounts.signOut(first.session);
  await assertRefused("unauthenticated", ownSessions.endOthers(first.session, HERE));
  assert(await accounts.whoIs(second.token));
});

testOnEachDatabase(
  "people see where they are signed in: here first, then by last use",
  async (kv) => {
    const { accounts, ownSessions, time } = accountsOn(kv);
    const firefox = { address: "192.0.2.7", device: FIREFOX };
    const { session } = await accounts.signUp(ANN, firefox);
    time.now += 2 * DAY_MS;
    const curl = await accounts.signIn(ANN, { address: null, device: "curl/8.5.0" });
    const [here, other, ...more] = await ownSessions.list(session);
    assert.deepEqual([here, more], [{
      id: session.id,
      device: "Firefox on Linux",
      address: "192.0.2.7",
      createdAt: "2026-01-01T00:00:00.000Z",
      lastUsedAt: "2026-01-01T00:00:00.000Z",
      isCurrent: true,
    }, []]);
    assert.deepEqual([other?.id, other?.device, other?.isCurrent], [
      curl.session.id,
      "curl",
      false,
    ]);
  },
);

testOnEachDatabase("who ends a session ends that one alone, everywhere", async (kv) => {
  const { accounts, ownSessions, announced } = accountsOn(kv);
  const elsewhere = accountsOn(kv).accounts;
  const [here, lost, third] = [
    await accounts.signUp(ANN),
    await accounts.signIn(ANN),
    await accounts.signIn(ANN),
  ];
  assert(await elsewhere.whoIs(lost.token));
  await ownSessions.end(here.session, lost.session.id, HERE);
  assert.equal(await elsewhere.whoIs(lost.token), null);
  for (const { token } of [here, third]) assert(await elsewhere.whoIs(token));
  assert.deepEqual(announced, [{ sessionId: lost.session.id }]);
  assert.equal((await auditedActions(kv)).at(-1), "session.ended");
});

testOnEachDatabase("who ends all others stays, with tokens, and the same cookie", async (kv) => {
  const { accounts, ownSessions, tokens, time, announced } = accountsOn(kv);
  const here = await accounts.signUp(ANN);
  const others = [await accounts.signIn(ANN), await accounts.signIn(ANN)];
  const otto = await accounts.signUp(OTTO);
  const wish = { name: "Bot", scopes: ["read" as const], clientId: "1" };
  const { token } = await tokens.make(here.session, wish, HERE);
  await ownSessions.endOthers(here.session, HERE);
  for (const other of others) assert.equal(await accounts.whoIs(other.token), null);
  for (const kept of [here.token, otto.token, token]) assert(await accounts.whoIs(kept));
  assert.deepEqual((await ownSessions.list(here.session)).map(({ id }) => id), [here.session.id]);
  assert.deepEqual(announced, [{ userId: here.session.user.id }]);
  assert.equal((await auditedActions(kv)).at(-1), "sessions.ended");
  time.now = here.session.expiresAt;
  assert.equal(await accounts.whoIs(here.token), null, "it lasts no longer by it");
});
