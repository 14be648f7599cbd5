import assert from "node:assert/strict";
import { UNKNOWN_VISITOR } from "../../lib/model/session.ts";
import { keys } from "../../lib/storage/keys.ts";
import { accountsOn, ANN, DAY_MS } from "../helpers/accounts.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";

const HOUR_MS = DAY_MS / 24;

testOnEachDatabase("what is no token costs no read, an unknown one costs one", async (kv) => {
  const database = counting(kv);
  const { accounts } = accountsOn(database.kv);
  for (const token of ["", "x", "a".repeat(42), "a".repeat(44), "ä".repeat(43), "a b".repeat(14)]) {
    assert.equal(await accounts.whoIs(token), null);
  }
  assert.equal(database.asked.reads, 0);
  assert.equal(await accounts.whoIs("a".repeat(43)), null);
  assert.equal(database.asked.reads, 1);
});

testOnEachDatabase("the public id of a session is not a token", async (kv) => {
  const { accounts } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  assert.equal(await accounts.whoIs(session.id), null);
});

testOnEachDatabase("a session ends by the clock, although KV still has it", async (kv) => {
  const { accounts, time } = accountsOn(kv);
  const { token, session } = await accounts.signUp(ANN);
  time.now = session.expiresAt - 1;
  assert(await accounts.sessionById(session.id));
  time.now = session.expiresAt;
  assert.equal(await accounts.whoIs(token), null);
  assert.equal(await accounts.sessionById(session.id), null);
  assert.notEqual((await kv.get(keys.session(session.id))).value, null);
});

testOnEachDatabase("a session of somebody who is gone is nobody's", async (kv) => {
  const { accounts } = accountsOn(kv);
  const { token, session } = await accounts.signUp(ANN);
  await kv.delete(keys.user(session.user.id));
  assert.equal(await accounts.whoIs(token), null);
});

testOnEachDatabase(
  "who holds a session is read anew, although it is known whose it is",
  async (kv) => {
    const { accounts } = accountsOn(kv);
    const elsewhere = accountsOn(kv).accounts;
    const { token } = await accounts.signUp(ANN);
    assert.equal((await accounts.whoIs(token))?.session.user.role, "requester");
    await elsewhere.setRole(ANN.username, "agent");
    assert.equal((await accounts.whoIs(token))?.session.user.role, "agent");
    await elsewhere.setPassword(ANN.username, "another password");
    assert.equal(await accounts.whoIs(token), null);
    const again = await elsewhere.signIn({ username: ANN.username, password: "another password" });
    assert(await accounts.whoIs(again.token));
    await kv.delete(keys.user(again.session.user.id));
    assert.equal(await accounts.whoIs(again.token), null);
  },
);

testOnEachDatabase("who signs out is out, here and in other processes", async (kv) => {
  const { accounts, announced } = accountsOn(kv);
  const { token, session } = await accounts.signUp(ANN);
  const elsewhere = accountsOn(kv).accounts;
  assert(await elsewhere.sessionById(session.id));
  await accounts.signOut(session);
  assert.equal(await elsewhere.sessionById(session.id), null);
  assert.equal(await elsewhere.whoIs(token), null);
  assert.deepEqual(announced, [{ sessionId: session.id }]);
});

testOnEachDatabase(
  "a hundred page views cost one read each, the first one two, and no write",
  async (kv) => {
    const database = counting(kv);
    const { accounts, time } = accountsOn(database.kv);
    const { token } = await accounts.signUp(ANN);
    const before = { ...database.asked };
    for (let view = 0; view < 100; view++) {
      time.now += HOUR_MS / 101;
      assert.equal((await accounts.whoIs(token))?.renewed, false);
    }
    const { reads, commits } = database.asked;
    assert.deepEqual([reads - before.reads, commits - before.commits], [101, 0]);
  },
);

testOnEachDatabase("who comes back every day stays signed in for good", async (kv) => {
  const { accounts, time } = accountsOn(kv);
  const { token, session } = await accounts.signUp(ANN);
  for (let day = 1; day <= 90; day++) {
    time.now += DAY_MS;
    const found = await accounts.whoIs(token);
    assert.equal(found?.renewed, true);
    assert.equal(found.session.expiresAt, session.expiresAt + day * DAY_MS);
  }
  assert.equal((await accounts.whoIs(token))?.renewed, false, "once an hour");
});

testOnEachDatabase("an open socket that asks does not keep a session alive", async (kv) => {
  const { accounts, time } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  time.now += 2 * DAY_MS;
  assert.equal((await accounts.sessionById(session.id))?.expiresAt, session.expiresAt);
});

testOnEachDatabase("a hundred who leave in the same moment have all left", async (kv) => {
  const { accounts } = accountsOn(kv);
  const { session: first } = await accounts.signUp(ANN);
  const account = { user: first.user, generation: 0, disabledAt: null, guestOf: null };
  const begun = await Promise.all(
    Array.from({ length: 100 }, () => accounts.begin(account, UNKNOWN_VISITOR, "password")),
  );
  await Promise.all(begun.map(({ session }) => accounts.signOut(session)));
  for (const { token } of begun) assert.equal(await accounts.whoIs(token), null);
});
