import assert from "node:assert/strict";
import { CHALLENGE_TTL_MS } from "../../lib/auth/passkey_challenges.ts";
import { RECENT_MS } from "../../lib/auth/passkeys.ts";
import { newPasskeySchema } from "../../lib/model/passkey.ts";
import { UNKNOWN_VISITOR } from "../../lib/model/session.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { passkeysOn, SITE, VISITOR } from "../helpers/passkeys.ts";
import { type Claims, SoftAuthenticator } from "../helpers/soft_authenticator.ts";

testOnEachDatabase("who signed in some time ago signs in again first", async (kv) => {
  const { add, passkeys, session, accounts, party, time } = await passkeysOn(kv);
  assert.equal(await passkeys.mayAdd(session), true);
  const options = await passkeys.beginAdding(session, party);
  time.now += RECENT_MS;
  assert.equal(await passkeys.mayAdd(session), false);
  await assertRefused("forbidden", passkeys.beginAdding(session, party));
  const response = newPasskeySchema.parse(new SoftAuthenticator(SITE).make(options));
  const where = { party, visitor: VISITOR };
  await assertRefused("forbidden", passkeys.finishAdding(session, response, where));
  const again = await accounts.signIn({ username: "ann", password: "correct horse" });
  await add(undefined, again.session);
});

testOnEachDatabase("a guest has no passkeys", async (kv) => {
  const { passkeys, session, party } = await passkeysOn(kv);
  const guest = { ...session, guestOf: "01J00000000000000000000009" };
  await assertRefused("forbidden", passkeys.beginAdding(guest, party));
});

testOnEachDatabase("a challenge is answered once, in time, and by who was asked", async (kv) => {
  const { passkeys, session, accounts, party, time } = await passkeysOn(kv);
  const finish = (response: unknown, by = session) =>
    passkeys.finishAdding(by, newPasskeySchema.parse(response), { party, visitor: VISITOR });
  const device = new SoftAuthenticator(SITE);
  const answer = device.make(await passkeys.beginAdding(session, party));
  const other = await accounts.signIn({ username: "ann", password: "correct horse" });
  await assertRefused("invalid", finish(answer, other.session));
  await finish(answer);
  await assertRefused("invalid", finish(answer));

  const late = new SoftAuthenticator(SITE).make(await passkeys.beginAdding(session, party));
  time.now += CHALLENGE_TTL_MS;
  const refusal = await assertRefused("invalid", finish(late));
  assert.deepEqual(refusal.fields.map(({ path }) => path), ["response"]);
  assert.equal((await passkeys.list(session)).length, 1);
});

const certificate = new Map([["x5c", [new Uint8Array([1, 2, 3])]]]);
const LIES: [what: string, claims: Claims, reason: RegExp][] = [
  ["made on the page of another site", { origin: "https://desk.evil.example" }, /origin/],
  ["made for a site of another name", { rpId: "evil.example" }, /RP ID/],
  ["that answers what nobody asked", { challenge: "AAAA" }, /^The challenge/],
  ["made without finger, face or PIN", { isVerified: false }, /verified/],
  [
    "with a certificate",
    { attestation: { fmt: "packed", attStmt: certificate } },
    /nobody asked for/,
  ],
  ["with a mark of its maker", { attestation: { fmt: "apple", attStmt: new Map() } }, /nobody/],
];
for (const [what, claims, reason] of LIES) {
  testOnEachDatabase(`a passkey ${what} is refused`, async (kv) => {
    const { add, passkeys, session } = await passkeysOn(kv);
    const { cause } = await assertRefused("invalid", add(undefined, undefined, claims));
    assert.match(String(cause), reason);
    assert.deepEqual(await passkeys.list(session), []);
  });
}

testOnEachDatabase("one passkey belongs to one person", async (kv) => {
  const { add, accounts, passkeys } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE);
  const { id } = await add(device);
  const otto = (await accounts.signUp({ username: "otto", name: "Otto", password: "long enough" }))
    .session;
  await assertRefused("conflict", add(device, otto));
  await assertRefused("not_found", passkeys.rename(otto, id, "Mine"));
  await assertRefused("not_found", passkeys.remove(otto, id, VISITOR));
  assert.deepEqual(await passkeys.list(otto), []);
});

testOnEachDatabase("who has no password keeps a passkey", async (kv) => {
  const { parts, accounts, passkeys, add } = await passkeysOn(kv);
  const user = { id: parts.newId(), username: "kim", name: "Kim", role: "requester" } as const;
  await parts.users.add(user, null);
  const account = await parts.users.byId(user.id);
  const { session } = await accounts.begin(account!, UNKNOWN_VISITOR, "test");
  const [first, second] = [await add(undefined, session), await add(undefined, session)];
  await passkeys.remove(session, first.id, VISITOR);
  const { message } = await assertRefused("conflict", passkeys.remove(session, second.id, VISITOR));
  assert.match(message, /only way in/);
  assert.equal((await passkeys.list(session)).length, 1);
});

testOnEachDatabase("who has a password may remove them all", async (kv) => {
  const { passkeys, session, add } = await passkeysOn(kv);
  const { id } = await add();
  await passkeys.remove(session, id, VISITOR);
  assert.deepEqual(await passkeys.list(session), []);
});

testOnEachDatabase(
  "a passkey is named after the device, and its name can be changed",
  async (kv) => {
    const { passkeys, session, add, time } = await passkeysOn(kv);
    const added = await add(new SoftAuthenticator(SITE, { isSynced: true }));
    const createdAt = new Date(time.now).toISOString();
    const expected = { id: added.id, name: "curl", createdAt, usedAt: null, isSynced: true };
    assert.deepEqual(added, expected);
    await passkeys.rename(session, added.id, "My phone");
    assert.deepEqual(await passkeys.list(session), [{ ...expected, name: "My phone" }]);
  },
);

testOnEachDatabase("the browser hears which passkeys it has already", async (kv) => {
  const { passkeys, session, party, add } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE);
  await add(device);
  const options = await passkeys.beginAdding(session, party);
  assert.deepEqual(options.excludeCredentials?.map(({ id }) => id), [device.credentialId]);
  assert.equal(options.rp.id, "desk.example.org");
  assert.equal(options.attestation, "none");
  assert.equal(options.authenticatorSelection?.residentKey, "required");
  assert.equal(options.authenticatorSelection?.userVerification, "required");
});

testOnEachDatabase("adding and removing stand in the audit log", async (kv) => {
  const { passkeys, session, add } = await passkeysOn(kv);
  const { id, name } = await add();
  await passkeys.remove(session, id, VISITOR);
  const entries = await Array.fromAsync(kv.list<Record<string, unknown>>({ prefix: ["audit"] }));
  const noted = entries.map(({ value }) => value)
    .filter(({ action }) => String(action).startsWith("passkey."));
  const actor = { user: { id: session.user.id, username: "ann" }, address: VISITOR.address };
  const target = { type: "passkey", id, name };
  assert.deepEqual(noted.map(({ action, actor, target }) => ({ action, actor, target })), [
    { action: "passkey.added", actor, target },
    { action: "passkey.removed", actor, target },
  ]);
});
