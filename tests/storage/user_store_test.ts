import assert from "node:assert/strict";
import type { Role, User } from "../../lib/model/user.ts";
import { keys } from "../../lib/storage/keys.ts";
import { UserStore } from "../../lib/storage/user_store.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { counting, losingAnswers, outrun, testOnEachDatabase } from "../helpers/databases.ts";

function person(number: number, username: string, role: Role = "requester"): User {
  const id = "01J00000000000000000000000".slice(0, -2) + String(number).padStart(2, "0");
  return { id, username, name: `Person ${number}`, role };
}

const accessMark = async (kv: Deno.Kv) => (await kv.get(keys.accessMark())).versionstamp;

testOnEachDatabase("nobody gets a username that somebody has", async (kv) => {
  const users = new UserStore({ kv });
  await users.add(person(1, "ann"), "hash 1");
  const refusal = await assertRefused("conflict", users.add(person(2, "ann"), "hash 2"));
  assert.deepEqual(refusal.fields, [{ path: "username", message: "is taken" }]);
  assert.equal(await users.byId(person(2, "ann").id), null);
  assert.equal((await users.credentialOf("ann"))?.passwordHash, "hash 1");
});

testOnEachDatabase("of people who want one username at once, one gets it", async (kv) => {
  const users = new UserStore({ kv });
  const tries = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => users.add(person(n, "ann"), "hash")),
  );
  assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal((await users.list()).length, 1);
});

testOnEachDatabase("the role or password of nobody cannot be changed", async (kv) => {
  const users = new UserStore({ kv });
  await assertRefused("not_found", users.setRole(person(1, "ann").id, "admin"));
  await assertRefused("not_found", users.setPasswordHash(person(1, "ann").id, "hash"));
  assert.equal(await accessMark(kv), null);
});

testOnEachDatabase("a record of a later version is not misread", async (kv) => {
  const ann = person(1, "ann");
  await kv.set(keys.user(ann.id), { v: 2, user: ann, generation: 0 });
  await assert.rejects(new UserStore({ kv }).byId(ann.id));
});

testOnEachDatabase(
  "somebody whose adding was stored without an answer is there once",
  async (kv) => {
    const users = new UserStore({ kv: losingAnswers(kv, 1) });
    await users.add(person(1, "ann"), "hash");
    assert.deepEqual(await users.list(), [person(1, "ann")]);
  },
);

testOnEachDatabase("people are found by id and by username", async (kv) => {
  const users = new UserStore({ kv });
  const ann = person(1, "ann", "agent");
  await users.add(ann, "hash");
  assert.deepEqual((await users.byId(ann.id))?.user, ann);
  assert.deepEqual((await users.byUsername("ann"))?.user, ann);
  assert.equal(await users.byUsername("bob"), null);
  assert.equal(await users.credentialOf("bob"), null);
});

testOnEachDatabase("staff are agents and admins, however many there are", async (kv) => {
  const users = new UserStore({ kv });
  const roles: Role[] = ["requester", "agent", "admin"];
  for (let n = 0; n < 36; n++) await users.add(person(n, `user${n}`, roles[n % 3]), "hash");
  const staff = await users.listStaff();
  assert.equal(staff.length, 24);
  assert(staff.every(({ role }) => role !== "requester"));
});

testOnEachDatabase("who becomes an agent joins the staff, and leaves it again", async (kv) => {
  const users = new UserStore({ kv });
  const ann = person(1, "ann");
  await users.add(ann, "hash");
  await users.setRole(ann.id, "agent");
  assert.deepEqual(await users.listStaff(), [{ ...ann, role: "agent" }]);
  await users.setRole(ann.id, "requester");
  assert.deepEqual(await users.listStaff(), []);
  assert.deepEqual(await users.list(), [ann]);
});

testOnEachDatabase(
  "the staff is read again when it has changed, whoever changed it",
  async (kv) => {
    const { kv: counted, asked } = counting(kv);
    const users = new UserStore({ kv: counted });
    const elsewhere = new UserStore({ kv });
    await elsewhere.add(person(1, "ann", "agent"), "hash");
    assert.equal((await users.listStaff()).length, 1);
    const before = asked.reads;
    for (let n = 0; n < 10; n++) await users.listStaff();
    assert.equal(asked.reads - before, 10, "one read each");
    await elsewhere.add(person(2, "bob", "admin"), "hash");
    assert.equal((await users.listStaff()).length, 2);
    await elsewhere.setRole(person(1, "ann").id, "requester");
    assert.deepEqual((await users.listStaff()).map(({ username }) => username), ["bob"]);
  },
);

testOnEachDatabase("a change of role or password touches the access mark", async (kv) => {
  const users = new UserStore({ kv });
  const ann = person(1, "ann");
  await users.add(ann, "hash");
  const before = await accessMark(kv);
  await users.setRole(ann.id, "admin");
  const between = await accessMark(kv);
  await users.setPasswordHash(ann.id, "new hash");
  assert.notEqual(between, before);
  assert.notEqual(await accessMark(kv), between);
});

testOnEachDatabase("two changes to one person at once both take effect", async (kv) => {
  const users = new UserStore({ kv });
  const ann = person(1, "ann");
  await users.add(ann, "hash");
  const slow = new UserStore({ kv: outrun(kv, 1, () => users.setRole(ann.id, "agent")) });
  await slow.setPasswordHash(ann.id, "new hash");
  const credential = await users.credentialOf("ann");
  assert.equal(credential?.user.role, "agent");
  assert.equal(credential?.passwordHash, "new hash");
});

testOnEachDatabase("a better hash of the old password does not undo a new password", async (kv) => {
  const users = new UserStore({ kv });
  const ann = person(1, "ann");
  await users.add(ann, "old");
  const slow = new UserStore({ kv: outrun(kv, 1, () => users.setPasswordHash(ann.id, "new")) });
  await slow.rehash(ann.id, { from: "old", to: "better old" });
  assert.equal((await users.credentialOf("ann"))?.passwordHash, "new");
  await users.rehash(ann.id, { from: "old", to: "better old" });
  assert.equal((await users.credentialOf("ann"))?.passwordHash, "new");
});
