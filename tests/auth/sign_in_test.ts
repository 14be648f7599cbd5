import assert from "node:assert/strict";
import { Passwords } from "../../lib/auth/passwords.ts";
import { UserStore } from "../../lib/storage/user_store.ts";
import { accountsOn, ANN, assertRefused, CHEAP } from "../helpers/accounts.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";

/** Passwords that say how often they were hashed or compared, and with what. */
class CountedPasswords extends Passwords {
  compared: (string | null)[] = [];
  override matches(password: string, hash: string | null): Promise<boolean> {
    this.compared.push(hash);
    return super.matches(password, hash);
  }
}

testOnEachDatabase("an unknown name and a wrong password cannot be told apart", async (kv) => {
  const passwords = new CountedPasswords({ cost: CHEAP });
  const database = counting(kv);
  const { accounts } = accountsOn(database.kv, { passwords });
  await accounts.signUp(ANN);
  const attempt = async (username: string) => {
    const before = database.asked.reads;
    const refusal = accounts.signIn({ username, password: "battery staple" });
    const { message } = await assertRefused("unauthenticated", refusal);
    return { message, reads: database.asked.reads - before };
  };
  assert.deepEqual(await attempt("nobody"), await attempt("ann"));
  assert.equal(passwords.compared.length, 2, "both compare a password");
});

testOnEachDatabase("a taken username is refused before anything is hashed", async (kv) => {
  const { accounts } = accountsOn(kv);
  await accounts.signUp(ANN);
  const passwords = new Passwords({ cost: CHEAP, atOnce: 0, waitingMax: 0 });
  await assertRefused("conflict", accountsOn(kv, { passwords }).accounts.signUp(ANN));
});

testOnEachDatabase("a closed username can be neither taken nor used", async (kv) => {
  const open = accountsOn(kv).accounts;
  const { token, session } = await open.signUp(ANN);
  const { accounts } = accountsOn(kv, { closedUsernames: new Set(["ann", "demo"]) });
  await assertRefused("unauthenticated", accounts.signIn(ANN));
  await assertRefused("conflict", accounts.signUp({ ...ANN, username: "demo" }));
  assert.equal(await accounts.whoIs(token), null);
  assert.equal(await accounts.sessionById(session.id), null);
});

testOnEachDatabase("who signs up is a requester, and signed in", async (kv) => {
  const { accounts } = accountsOn(kv);
  const { token, session } = await accounts.signUp(ANN);
  assert.equal(session.user.role, "requester");
  assert.deepEqual((await accounts.whoIs(token))?.session, session);
  assert.deepEqual(await accounts.userById(session.user.id), session.user);
});

testOnEachDatabase("who signs in again has a session of its own", async (kv) => {
  const { accounts } = accountsOn(kv);
  const first = await accounts.signUp(ANN);
  const second = await accounts.signIn(ANN);
  assert.notEqual(second.token, first.token);
  await accounts.signOut(first.session);
  assert.equal(await accounts.whoIs(first.token), null);
  assert.deepEqual((await accounts.whoIs(second.token))?.session, second.session);
});

testOnEachDatabase(
  "an old hash is made anew at today's cost when its owner signs in",
  async (kv) => {
    const { token } = await accountsOn(kv).accounts.signUp(ANN);
    const passwords = new Passwords({ cost: { ...CHEAP, logN: 6 } });
    const { accounts } = accountsOn(kv, { passwords });
    await assertRefused("unauthenticated", accounts.signIn({ ...ANN, password: "wrong" }));
    const hash = async () => (await new UserStore({ kv }).credentialOf("ann"))?.passwordHash ?? "";
    assert.match(await hash(), /ln=4,/);
    await accounts.signIn(ANN);
    await accounts.settled();
    assert.match(await hash(), /ln=6,/);
    await accounts.signIn(ANN);
    assert(await accounts.whoIs(token), "the password is the same, so sessions live on");
  },
);

testOnEachDatabase("neither a password nor a token is stored", async (kv) => {
  const { accounts } = accountsOn(kv);
  const { token } = await accounts.signUp(ANN);
  const entries = await Array.fromAsync(kv.list({ prefix: [] }));
  assert(entries.length > 0);
  const stored = Deno.inspect(entries, { depth: 10, strAbbreviateSize: Infinity });
  assert(!stored.includes(ANN.password) && !stored.includes(token));
});
