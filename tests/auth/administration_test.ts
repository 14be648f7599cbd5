import assert from "node:assert/strict";
import { Administration, type Administrator } from "../../lib/auth/administration.ts";
import type { Session } from "../../lib/auth/accounts.ts";
import type { Role } from "../../lib/model/user.ts";
import { accountsOn, ANN, assertRefused } from "../helpers/accounts.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";

const ADDRESS = "192.0.2.7";

/** An admin called Ada, Ann who is nobody special, and what they do. */
async function openDesk(kv: Deno.Kv) {
  const { accounts, parts, time, announced } = accountsOn(kv);
  const administration = new Administration(parts);
  const newcomer = async (username: string, role: Role): Promise<Session> => {
    const account = { username, name: username, password: "correct horse", role };
    await accounts.addUser(account);
    return (await accounts.signIn(account)).session;
  };
  const by: Administrator = { session: await newcomer("ada", "admin"), address: ADDRESS };
  const ann = await accounts.signUp(ANN);
  announced.length = 0;
  return { accounts, parts, time, announced, administration, by, ann, newcomer };
}

testOnEachDatabase("nobody but an admin in a browser administers", async (kv) => {
  const { administration, by, ann, newcomer } = await openDesk(kv);
  const agent = await newcomer("mia", "agent");
  const { id } = ann.session.user;
  const others = [ann.session, agent, { ...by.session, scopes: ["read", "write"] as const }];
  for (const session of others) {
    const other = { session, address: null };
    await assertRefused("forbidden", administration.search(other, "", null));
    await assertRefused("forbidden", administration.person(other, id));
    await assertRefused("forbidden", administration.setRole(other, id, "admin"));
    await assertRefused("forbidden", administration.disable(other, id));
    await assertRefused("forbidden", administration.enable(other, id));
    await assertRefused("forbidden", administration.endSessions(other, id));
  }
});

testOnEachDatabase("an admin cannot take their own rights away", async (kv) => {
  const { administration, by } = await openDesk(kv);
  const { id } = by.session.user;
  await assertRefused("conflict", administration.setRole(by, id, "requester"));
  await assertRefused("conflict", administration.disable(by, id));
});

testOnEachDatabase("a guest gets no role, and who is gone gets nothing", async (kv) => {
  const { administration, parts, by } = await openDesk(kv);
  const user = { id: parts.newId(), username: "guest-1", name: "Gus", role: "requester" as const };
  await parts.users.add(user, null, undefined, { guestOf: parts.newId() });
  await assertRefused("conflict", administration.setRole(by, user.id, "agent"));
  await assertRefused("not_found", administration.disable(by, parts.newId()));
});

testOnEachDatabase("a disabled account is out, and stays out until it is enabled", async (kv) => {
  const { accounts, administration, announced, by, ann } = await openDesk(kv);
  const { id } = ann.session.user;
  await administration.disable(by, id);
  assert.equal(await accounts.whoIs(ann.token), null);
  assert.equal(await accounts.sessionById(ann.session.id), null);
  await assertRefused("forbidden", accounts.signIn(ANN));
  assert.deepEqual(announced, [{ userId: id }]);

  await administration.enable(by, id);
  assert.equal(await accounts.whoIs(ann.token), null, "what was ended stays ended");
  const again = await accounts.signIn(ANN);
  assert(await accounts.whoIs(again.token));
});

testOnEachDatabase("a disabled agent gets no requests any more", async (kv) => {
  const { accounts, administration, by, newcomer } = await openDesk(kv);
  const mia = await newcomer("mia", "agent");
  const staff = async () => (await accounts.listStaff()).map(({ username }) => username).sort();
  assert.deepEqual(await staff(), ["ada", "mia"]);
  await administration.disable(by, mia.user.id);
  assert.deepEqual(await staff(), ["ada"]);
});

testOnEachDatabase("ended sessions end tokens as well, and nobody else's", async (kv) => {
  const { accounts, administration, parts, by, ann, newcomer } = await openDesk(kv);
  const account = await parts.users.byId(ann.session.user.id);
  assert(account);
  const { token } = await parts.sessions.begin(account, {
    visitor: { address: null, device: null },
    token: { id: parts.newId(), name: "A script", scopes: ["read"] },
    alongside: () => () => Promise.resolve(),
  });
  assert(await accounts.whoIs(token));
  const bob = await newcomer("bob", "requester");
  await administration.endSessions(by, ann.session.user.id);
  assert.equal(await accounts.whoIs(ann.token), null);
  assert.equal(await accounts.whoIs(token), null);
  assert(await accounts.sessionById(bob.id));
});

testOnEachDatabase("people are found by parts of their names, the newest first", async (kv) => {
  const { accounts, administration, time, by } = await openDesk(kv);
  for (const [username, name] of [["joanna", "Joanna"], ["bert", "Hannah Bert"]] as const) {
    time.now += 1;
    await accounts.addUser({ username, name, password: "correct horse", role: "requester" });
  }
  const found = async (text: string) =>
    (await administration.search(by, text, null)).accounts.map(({ user }) => user.username);
  assert.deepEqual(await found(" ANN"), ["bert", "joanna", "ann"]);
  assert.deepEqual(await found("nobody like this"), []);
  const [newest, second] = (await administration.search(by, "", null)).accounts;
  const { accounts: rest } = await administration.search(by, "", newest!.user.id);
  assert.equal(rest[0]?.user.id, second?.user.id);
});

testOnEachDatabase(
  "every change leaves an entry that says who made it, and from where",
  async (kv) => {
    const { administration, parts, by, ann } = await openDesk(kv);
    const { id, username } = ann.session.user;
    await administration.setRole(by, id, "agent");
    await administration.disable(by, id);
    const entries = await parts.audit.list({ limit: 2 });
    assert.deepEqual(entries.entries.map(({ action }) => action), [
      "user.disabled",
      "user.role_changed",
    ]);
    for (const { actor, target } of entries.entries) {
      const { user } = by.session;
      assert.deepEqual(actor, { user: { id: user.id, username: "ada" }, address: ADDRESS });
      assert.deepEqual(target, { type: "user", id, name: username });
    }
  },
);
