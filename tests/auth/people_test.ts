import assert from "node:assert/strict";
import { Passwords } from "../../lib/auth/passwords.ts";
import { keys } from "../../lib/storage/keys.ts";
import { accountsOn, ANN, assertRefused, CHEAP } from "../helpers/accounts.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";

const BOB = { username: "bob", name: "Bob", password: "battery staple" };

testOnEachDatabase("nothing can be changed about somebody who does not exist", async (kv) => {
  const { accounts, announced } = accountsOn(kv);
  await assertRefused("not_found", accounts.setRole("ann", "admin"));
  await assertRefused("not_found", accounts.setPassword("ann", "correct horse"));
  assert.equal(await accounts.userById("01J00000000000000000000000"), null);
  assert.deepEqual(announced, []);
});

testOnEachDatabase(
  "a new password ends every session, and the old one opens nothing",
  async (kv) => {
    const { accounts, announced } = accountsOn(kv);
    const first = await accounts.signUp(ANN);
    const second = await accounts.signIn(ANN);
    const bob = await accounts.signUp(BOB);
    await accounts.setPassword("ann", "new horse battery");

    assert.equal(await accounts.whoIs(first.token), null);
    assert.equal(await accounts.sessionById(second.session.id), null);
    await assertRefused("unauthenticated", accounts.signIn(ANN));
    assert(await accounts.whoIs(bob.token), "other people stay signed in");
    assert.deepEqual(announced, [{ userId: first.session.user.id }]);

    const { token } = await accounts.signIn({ ...ANN, password: "new horse battery" });
    assert(await accounts.whoIs(token));
  },
);

testOnEachDatabase("a sign-in that a new password overtakes ends at once", async (kv) => {
  const { accounts } = accountsOn(kv);
  await accounts.signUp(ANN);
  const slow = new class extends Passwords {
    override async matches(password: string, hash: string | null): Promise<boolean> {
      const isRight = await super.matches(password, hash);
      await accounts.setPassword("ann", "new horse battery");
      return isRight;
    }
  }({ cost: CHEAP });
  const { token } = await accountsOn(kv, { passwords: slow }).accounts.signIn(ANN);
  assert.equal(await accounts.whoIs(token), null);
});

testOnEachDatabase("a new role holds in sessions that are open already", async (kv) => {
  const { accounts, announced } = accountsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const before = (await kv.get(keys.accessMark())).versionstamp;
  await accounts.setRole("ann", "agent");
  assert.equal((await accounts.sessionById(session.id))?.user.role, "agent");
  assert.notEqual((await kv.get(keys.accessMark())).versionstamp, before);
  assert.deepEqual(announced, [{ userId: session.user.id }]);
});

testOnEachDatabase("an access change is stored before it is announced", async (kv) => {
  const seen: unknown[] = [];
  const { accounts } = accountsOn(kv, {
    announce: ({ sessionId = "" }) => seen.push(accounts.sessionById(sessionId)),
  });
  const { session } = await accounts.signUp(ANN);
  await accounts.signOut(session);
  assert.deepEqual(await Promise.all(seen), [null]);
});

testOnEachDatabase("staff can be added, and everybody listed", async (kv) => {
  const { accounts, time } = accountsOn(kv);
  const ann = (await accounts.signUp(ANN)).session.user;
  time.now += 1;
  const bob = await accounts.addUser({ ...BOB, role: "agent" });
  assert.deepEqual(await accounts.listUsers(), [ann, bob]);
  assert.deepEqual(await accounts.listStaff(), [bob]);
  assert.deepEqual(await accounts.userByUsername("bob"), bob);
});
