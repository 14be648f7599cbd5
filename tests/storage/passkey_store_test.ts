import assert from "node:assert/strict";
import { PASSKEYS_MAX } from "../../lib/model/limits.ts";
import { ChallengeStore } from "../../lib/storage/challenge_store.ts";
import { NOTHING_ALONGSIDE } from "../../lib/storage/commit.ts";
import { keys } from "../../lib/storage/keys.ts";
import { PasskeyStore, type StoredPasskey } from "../../lib/storage/passkey_store.ts";
import { ulid } from "ulid";
import { assertRefused, DAY_MS } from "../helpers/accounts.ts";
import { losingAnswers, outrun, testOnEachDatabase } from "../helpers/databases.ts";

const ANN = "01J00000000000000000000001";
const OTTO = "01J00000000000000000000002";

function newPasskey(changes: Partial<StoredPasskey> = {}): StoredPasskey {
  return {
    id: ulid(),
    userId: ANN,
    credentialId: crypto.randomUUID(),
    publicKey: new Uint8Array([1, 2, 3]),
    counter: 1,
    transports: ["internal"],
    deviceType: "singleDevice",
    isBackedUp: false,
    name: "A phone",
    createdAt: 1,
    usedAt: null,
    ...changes,
  };
}

async function newChallenge(kv: Deno.Kv) {
  const hash = crypto.randomUUID();
  const store = new ChallengeStore({ kv });
  await store.add(hash, { expiresAt: 1, keepMs: DAY_MS });
  const challenge = await store.get(hash);
  assert(challenge);
  return challenge;
}

/** Adds a passkey with a challenge of its own. */
async function add(kv: Deno.Kv, passkey: StoredPasskey): Promise<StoredPasskey> {
  await new PasskeyStore({ kv }).add(passkey, await newChallenge(kv), NOTHING_ALONGSIDE);
  return passkey;
}

const keeping = { keepsOne: true, alongside: NOTHING_ALONGSIDE };

testOnEachDatabase("a passkey is one person's: it cannot be added again", async (kv) => {
  const passkey = await add(kv, newPasskey());
  const { credentialId } = passkey;
  await assertRefused("conflict", add(kv, newPasskey({ credentialId })));
  await assertRefused("conflict", add(kv, newPasskey({ credentialId, userId: OTTO })));
  assert.deepEqual(await new PasskeyStore({ kv }).byCredential(credentialId), passkey);
});

testOnEachDatabase("one challenge brings one passkey", async (kv) => {
  const store = new PasskeyStore({ kv });
  const challenge = await newChallenge(kv);
  await store.add(newPasskey(), challenge, NOTHING_ALONGSIDE);
  await assertRefused("conflict", store.add(newPasskey(), challenge, NOTHING_ALONGSIDE));
  assert.equal((await kv.get(keys.passkeyChallenge(challenge.hash))).value, null);
});

testOnEachDatabase(
  "nobody gets more passkeys than allowed, however many come at once",
  async (kv) => {
    for (let count = 1; count < PASSKEYS_MAX; count++) await add(kv, newPasskey());
    const results = await Promise.allSettled([1, 2, 3].map(() => add(kv, newPasskey())));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal((await new PasskeyStore({ kv }).listOf(ANN)).length, PASSKEYS_MAX);
    await add(kv, newPasskey({ userId: OTTO }));
  },
);

testOnEachDatabase("the last way in stays, even if two are removed at once", async (kv) => {
  const store = new PasskeyStore({ kv });
  const [first, second] = [await add(kv, newPasskey()), await add(kv, newPasskey())];
  const results = await Promise.allSettled(
    [first, second].map(({ id }) => store.remove(ANN, id, keeping)),
  );
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
  const [left] = await store.listOf(ANN);
  await assertRefused("conflict", store.remove(ANN, left!.id, keeping));
  await store.remove(ANN, left!.id, { ...keeping, keepsOne: false });
  assert.deepEqual(await store.listOf(ANN), []);
});

testOnEachDatabase("others can neither rename nor remove a passkey", async (kv) => {
  const store = new PasskeyStore({ kv });
  const { id } = await add(kv, newPasskey());
  await add(kv, newPasskey({ userId: OTTO }));
  await assertRefused("not_found", store.rename(OTTO, id, "Mine"));
  await assertRefused("not_found", store.remove(OTTO, id, { ...keeping, keepsOne: false }));
  assert.deepEqual((await store.listOf(ANN)).map(({ name }) => name), ["A phone"]);
});

testOnEachDatabase(
  "an adding of which nobody learned that it was stored is found again",
  async (kv) => {
    const challenge = await newChallenge(kv);
    const passkey = newPasskey();
    const store = new PasskeyStore({ kv: losingAnswers(kv, 1) });
    await store.add(passkey, challenge, NOTHING_ALONGSIDE);
    assert.deepEqual(await store.listOf(ANN), [passkey]);
  },
);

testOnEachDatabase("a use in doubt counts for nobody", async (kv) => {
  const passkey = await add(kv, newPasskey());
  const challenge = await newChallenge(kv);
  const use = { counter: 2, isBackedUp: false, usedAt: 5 };
  const doubtful = new PasskeyStore({ kv: losingAnswers(kv, 1) });
  await assertRefused("unavailable", doubtful.use(passkey, challenge, use));
  assert.equal(await new PasskeyStore({ kv }).use(passkey, challenge, use), false);
});

testOnEachDatabase("a passkey that changed since it was read is not used", async (kv) => {
  const store = new PasskeyStore({ kv });
  const passkey = await add(kv, newPasskey());
  const use = { counter: 2, isBackedUp: false, usedAt: 5 };
  const overtaken = new PasskeyStore({
    kv: outrun(kv, 1, () => store.rename(ANN, passkey.id, "Renamed")),
  });
  assert.equal(await overtaken.use(passkey, await newChallenge(kv), use), false);
  // Renamed before the use is stored, it keeps its new name.
  assert.equal(await store.use(passkey, await newChallenge(kv), use), true);
  assert.equal(await store.use(passkey, await newChallenge(kv), use), false);
  const stored = await store.byCredential(passkey.credentialId);
  assert.deepEqual(stored, { ...passkey, ...use, name: "Renamed" });
});

testOnEachDatabase("a removed passkey leaves nothing behind", async (kv) => {
  const store = new PasskeyStore({ kv });
  const passkey = await add(kv, newPasskey());
  await store.remove(ANN, passkey.id, { ...keeping, keepsOne: false });
  assert.equal(await store.byCredential(passkey.credentialId), null);
  await assertRefused("not_found", store.rename(ANN, passkey.id, "Again"));
});

testOnEachDatabase("the longest id of a credential fits a key", async (kv) => {
  const credentialId = "x".repeat(1_364);
  const passkey = await add(kv, newPasskey({ credentialId }));
  assert.deepEqual(await new PasskeyStore({ kv }).byCredential(credentialId), passkey);
});

testOnEachDatabase("a record of a later version is not misread", async (kv) => {
  const { credentialId, ...record } = newPasskey();
  await kv.set(keys.passkey(credentialId), { ...record, v: 2 });
  await assert.rejects(new PasskeyStore({ kv }).byCredential(credentialId));
});
