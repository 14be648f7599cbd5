import assert from "node:assert/strict";
import { keys } from "../../lib/storage/keys.ts";
import { type NewSession, SessionStore } from "../../lib/storage/session_store.ts";
import { assertRefused, DAY_MS } from "../helpers/accounts.ts";
import { losingAnswers, testOnEachDatabase } from "../helpers/databases.ts";

const SESSION: NewSession = {
  userId: "01J00000000000000000000001",
  generation: 0,
  expiresAt: 1_000,
  createdAt: 0,
  address: "192.0.2.1",
  device: "A browser",
  token: null,
};

testOnEachDatabase("a session that was ended cannot be extended back to life", async (kv) => {
  const sessions = new SessionStore({ kv });
  await sessions.add("hash", SESSION, DAY_MS);
  const stored = await sessions.get("hash");
  assert(stored);
  await sessions.delete("hash");
  assert.equal(await sessions.extend("hash", { ...stored, expiresAt: 2_000 }, DAY_MS), false);
  assert.equal(await sessions.get("hash"), null);
});

testOnEachDatabase("an ending that is in doubt is to be tried again, and can be", async (kv) => {
  await new SessionStore({ kv }).add("hash", SESSION, DAY_MS);
  const sessions = new SessionStore({ kv: losingAnswers(kv, 1) });
  await assertRefused("unavailable", sessions.delete("hash"));
  await sessions.delete("hash");
  assert.equal(await sessions.get("hash"), null);
});

testOnEachDatabase("a record of a later version is not misread", async (kv) => {
  await kv.set(keys.session("hash"), { v: 2, ...SESSION });
  await assert.rejects(new SessionStore({ kv }).get("hash"));
});

testOnEachDatabase("of two who extend a session at once, one does", async (kv) => {
  const sessions = new SessionStore({ kv });
  await sessions.add("hash", SESSION, DAY_MS);
  const stored = await sessions.get("hash");
  assert(stored);
  assert.equal(await sessions.extend("hash", { ...stored, expiresAt: 2_000 }, DAY_MS), true);
  assert.equal(await sessions.extend("hash", { ...stored, expiresAt: 3_000 }, DAY_MS), false);
  assert.equal((await sessions.get("hash"))?.expiresAt, 2_000);
});

testOnEachDatabase(
  "the end of a session touches the access mark, its beginning does not",
  async (kv) => {
    const sessions = new SessionStore({ kv });
    await sessions.add("hash", SESSION, DAY_MS);
    assert.equal((await kv.get(keys.accessMark())).versionstamp, null);
    await sessions.delete("hash");
    assert.notEqual((await kv.get(keys.accessMark())).versionstamp, null);
  },
);
