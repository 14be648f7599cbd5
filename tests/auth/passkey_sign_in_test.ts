import assert from "node:assert/strict";
import { CHALLENGE_TTL_MS } from "../../lib/auth/passkey_challenges.ts";
import { Limiter } from "../../lib/limits/limiter.ts";
import { RATES } from "../../lib/limits/rates.ts";
import { passkeyProofSchema } from "../../lib/model/passkey.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { BROWSER, passkeysOn, SITE } from "../helpers/passkeys.ts";
import { type Claims, SoftAuthenticator } from "../helpers/soft_authenticator.ts";

testOnEachDatabase("a challenge that was answered once is worth nothing more", async (kv) => {
  const { add, proofOf, finish, refusals } = await passkeysOn(kv);
  // Synced passkeys do not count, so that the challenge alone stands against a replay.
  const device = new SoftAuthenticator(SITE, { isSynced: true });
  await add(device);
  const proof = await proofOf(device);
  await finish(proof);
  await assertRefused("unauthenticated", finish(proof));
  assert.match((await refusals()).join(), /^The challenge is spent/);
});

testOnEachDatabase("of two answers to one challenge at once, one counts", async (kv) => {
  const { add, proofOf, finish } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE, { isSynced: true });
  await add(device);
  const proof = await proofOf(device);
  const results = await Promise.allSettled([finish(proof), finish(proof), finish(proof)]);
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
});

testOnEachDatabase("a challenge is good for five minutes", async (kv) => {
  const { add, proofOf, finish, time } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE);
  await add(device);
  const late = await proofOf(device);
  time.now += CHALLENGE_TTL_MS;
  await assertRefused("unauthenticated", finish(late));
  const inTime = await proofOf(device);
  time.now += CHALLENGE_TTL_MS - 1;
  await finish(inTime);
});

testOnEachDatabase("what one browser was asked, another cannot answer", async (kv) => {
  const { add, proofOf, finish } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE);
  await add(device);
  const proof = await proofOf(device);
  await assertRefused("unauthenticated", finish(proof, "another browser's secret"));
  await assertRefused("unauthenticated", finish(proof, ""));
  await finish(proof);
});

testOnEachDatabase("a challenge for adding a passkey signs nobody in", async (kv) => {
  const { add, passkeys, session, party, finish } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE);
  await add(device);
  const { challenge } = await passkeys.beginAdding(session, party);
  const proof = passkeyProofSchema.parse(device.use({ challenge }));
  await assertRefused("unauthenticated", finish(proof, session.id));
  await assertRefused("unauthenticated", finish(proof, BROWSER));
});

const LIES: [what: string, claims: Claims, reason: RegExp][] = [
  ["from the page of another site", { origin: "https://desk.evil.example" }, /origin/],
  ["from the plain page of a site with https", { origin: "http://desk.example.org" }, /origin/],
  ["for a site of another name", { rpId: "evil.example" }, /RP ID/],
  ["to a challenge that nobody gave", { challenge: "AAAA" }, /^The challenge is spent/],
  ["without finger, face or PIN", { isVerified: false }, /verification/],
  ["for somebody else's account", { userHandle: "MDFKMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDE" }, /account/],
];
for (const [what, claims, reason] of LIES) {
  testOnEachDatabase(`an answer ${what} is refused, and noted`, async (kv) => {
    const { add, proofOf, finish, refusals } = await passkeysOn(kv);
    const device = new SoftAuthenticator(SITE);
    await add(device);
    await assertRefused("unauthenticated", finish(await proofOf(device, claims)));
    const [noted = "", ...more] = await refusals();
    assert.match(noted, reason);
    assert.deepEqual(more, []);
  });
}

testOnEachDatabase("a device whose counter goes back or stands still is refused", async (kv) => {
  const { add, proofOf, finish, refusals } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE);
  await add(device);
  await finish(await proofOf(device));
  await finish(await proofOf(device));
  device.counter = 0;
  await assertRefused("unauthenticated", finish(await proofOf(device)));
  await assertRefused("unauthenticated", finish(await proofOf(device)));
  await finish(await proofOf(device));
  assert.deepEqual((await refusals()).map((reason) => /counter/.test(reason)), [true, true]);
});

testOnEachDatabase("a signature of another device is refused", async (kv) => {
  const { add, proofOf, finish } = await passkeysOn(kv);
  const [own, foreign] = [new SoftAuthenticator(SITE), new SoftAuthenticator(SITE)];
  await add(own);
  await add(foreign);
  const { id, rawId } = await proofOf(own);
  await assertRefused("unauthenticated", finish({ ...await proofOf(foreign), id, rawId }));
});

testOnEachDatabase("a passkey that was never added, or removed, is not known", async (kv) => {
  const { add, proofOf, finish, passkeys, session, refusals } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE);
  await assertRefused("unauthenticated", finish(await proofOf(device, { userHandle: "AAAA" })));
  const { id } = await add(device);
  await finish(await proofOf(device));
  await passkeys.remove(session, id, { address: null, device: null });
  const { message } = await assertRefused("unauthenticated", finish(await proofOf(device)));
  assert.match(message, /not known here/);
  assert.deepEqual(await refusals(), ["The passkey is not known", "The passkey is not known"]);
});

testOnEachDatabase(
  "a disabled account is refused, with a passkey as with a password",
  async (kv) => {
    const { add, proofOf, finish, parts, session, refusals } = await passkeysOn(kv);
    const device = new SoftAuthenticator(SITE);
    await add(device);
    await parts.users.change(session.user.id, (account) => ({ ...account, disabledAt: 1 }));
    await assertRefused("forbidden", finish(await proofOf(device)));
    assert.deepEqual(await refusals(), ["The account is disabled"]);
  },
);

testOnEachDatabase("a closed username has no way in by a passkey either", async (kv) => {
  const closed = new Set<string>();
  const { add, proofOf, finish } = await passkeysOn(kv, { closedUsernames: closed });
  const device = new SoftAuthenticator(SITE);
  await add(device);
  closed.add("ann");
  await assertRefused("unauthenticated", finish(await proofOf(device)));
});

testOnEachDatabase(
  "failing again and again slows an address down, coming in does not",
  async (kv) => {
    const limiter = new Limiter({ clock: () => 0, isOn: true });
    const { add, proofOf, finish } = await passkeysOn(kv, { limiter });
    const device = new SoftAuthenticator(SITE);
    await add(device);
    const { burst } = RATES.signIn.address;
    for (let time = 0; time < burst; time++) await finish(await proofOf(device));
    const wrong = await proofOf(device, { isVerified: false });
    for (let time = 1; time < burst; time++) await assertRefused("unauthenticated", finish(wrong));
    await assertRefused("rate_limited", finish(wrong));
    await assertRefused("rate_limited", proofOf(device));
  },
);

testOnEachDatabase("who proves a passkey is in, and the use is noted", async (kv) => {
  const { add, proofOf, finish, passkeys, session, accounts, time } = await passkeysOn(kv);
  const device = new SoftAuthenticator(SITE);
  const added = await add(device);
  assert.equal(added.usedAt, null);
  time.now += 60_000;
  const signedIn = await finish(await proofOf(device));
  assert.deepEqual(signedIn.session.user, session.user);
  assert.notEqual(signedIn.session.id, session.id);
  assert.deepEqual((await accounts.whoIs(signedIn.token))?.session, signedIn.session);
  const [used] = await passkeys.list(session);
  assert.equal(used?.usedAt, new Date(time.now).toISOString());
});
