import assert from "node:assert/strict";
import { Passwords } from "../../lib/auth/passwords.ts";
import { UNKNOWN_VISITOR } from "../../lib/model/session.ts";
import { accountsOn, ANN, assertRefused, auditedActions, CHEAP } from "../helpers/accounts.ts";
import { outrun, testOnEachDatabase } from "../helpers/databases.ts";

const HERE = UNKNOWN_VISITOR;
const NEXT = "battery staple";

/** Passwords that count what they are asked. */
class CountedPasswords extends Passwords {
  hashes = 0;
  override hash(password: string): Promise<string> {
    this.hashes++;
    return super.hash(password);
  }
  override matches(password: string, hash: string | null): Promise<boolean> {
    this.hashes++;
    return super.matches(password, hash);
  }
}

testOnEachDatabase("a wrong current password is told at its field, after one hash", async (kv) => {
  const passwords = new CountedPasswords({ cost: CHEAP });
  const { accounts, ownPassword } = accountsOn(kv, { passwords });
  const { session, token } = await accounts.signUp(ANN);
  passwords.hashes = 0;
  for (const current of ["wrong password", ""]) {
    const change = ownPassword.change(session, { current, password: NEXT }, HERE);
    const { fields } = await assertRefused("invalid", change);
    assert.deepEqual(fields, [{ path: "current", message: "is wrong" }]);
  }
  assert.equal(passwords.hashes, 2);
  assert(await accounts.whoIs(token));
  assert(await accounts.signIn(ANN));
});

testOnEachDatabase("a guest has no password to change", async (kv) => {
  const { accounts, ownPassword } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const guest = { ...session, guestOf: "01J00000000000000000000000" };
  const change = { current: ANN.password, password: NEXT };
  await assertRefused("forbidden", ownPassword.change(guest, change, HERE));
});

testOnEachDatabase("what an admin sets meanwhile is not undone", async (kv) => {
  const { accounts } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const reset = () => accounts.setPassword("ann", "set by an admin");
  const late = accountsOn(outrun(kv, 1, reset)).ownPassword;
  const change = { current: ANN.password, password: NEXT };
  await assertRefused("unauthenticated", late.change(session, change, HERE));
  assert(await accounts.signIn({ username: "ann", password: "set by an admin" }));
});

testOnEachDatabase("a new password ends all sessions, and begins one here", async (kv) => {
  const { accounts, ownPassword, announced } = accountsOn(kv);
  const [here, other] = [await accounts.signUp(ANN), await accounts.signIn(ANN)];
  const change = { current: ANN.password, password: NEXT };
  const next = await ownPassword.change(here.session, change, HERE);
  for (const { token } of [here, other]) assert.equal(await accounts.whoIs(token), null);
  assert.deepEqual((await accounts.whoIs(next.token))?.session, next.session);
  assert.notEqual(next.session.id, here.session.id);
  await assertRefused("unauthenticated", accounts.signIn(ANN));
  assert(await accounts.signIn({ username: "ann", password: NEXT }));
  assert.deepEqual(announced, [{ userId: here.session.user.id }]);
  const actions = await auditedActions(kv);
  assert(actions.includes("user.password_changed"));
});

testOnEachDatabase("who has no password sets one, and signs in by it", async (kv) => {
  const { accounts, ownPassword, parts } = accountsOn(kv);
  const user = { id: parts.newId(), username: "zoe", name: "Zoe", role: "requester" } as const;
  await parts.users.add(user, null);
  const account = (await parts.users.byId(user.id))!;
  const { session, token } = await accounts.begin(account, HERE, "passkey");
  assert.equal(await ownPassword.isSet(session), false);
  const next = await ownPassword.change(session, { current: "", password: NEXT }, HERE);
  assert.equal(await ownPassword.isSet(next.session), true);
  assert.equal(await accounts.whoIs(token), null);
  assert(await accounts.signIn({ username: "zoe", password: NEXT }));
});
