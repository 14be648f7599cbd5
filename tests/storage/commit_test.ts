import assert from "node:assert/strict";
import { commitAtomic, DoubtfulCommit, retryRead } from "../../lib/storage/commit.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";

const LOCKED = () => new TypeError("database is locked");

/** A commit that fails so many times, and then succeeds; counts how often it was sent. */
function failing(times: number, error: () => Error) {
  const atomic = {
    sent: 0,
    commit(): Promise<Deno.KvCommitResult> {
      return ++atomic.sent <= times
        ? Promise.reject(error())
        : Promise.resolve({ ok: true, versionstamp: "1" });
    },
  };
  return atomic;
}

/** Time that passes only while somebody waits. */
function patience({ deadlineMs = 5_000, random = (): number => 0.5 } = {}) {
  const waits: number[] = [];
  let time = 0;
  return {
    waits,
    deadlineMs,
    random,
    now: () => time,
    sleep: (ms: number) => {
      waits.push(ms);
      time += ms;
      return Promise.resolve();
    },
  };
}

Deno.test("a database that stays locked is unavailable when the deadline has come", async () => {
  const atomic = failing(Infinity, LOCKED);
  const waiting = patience({ deadlineMs: 1_000 });
  const error = await assertRefused("unavailable", commitAtomic(atomic, waiting));
  assert(error.retryable);
  const waited = waiting.waits.reduce((sum, ms) => sum + ms, 0);
  assert(waited > 700 && waited < 1_000, `waited ${waited} ms`);
});

Deno.test("a commit that failed in doubt is never sent again", async () => {
  const atomic = failing(1, () => new Error("connection reset"));
  await assert.rejects(commitAtomic(atomic, patience()), DoubtfulCommit);
  assert.equal(atomic.sent, 1);
});

Deno.test("a commit that is not answered is in doubt, not waited for without end", async () => {
  const silent = { commit: () => new Promise<never>(() => {}) };
  await assert.rejects(commitAtomic(silent, { deadlineMs: 5 }), DoubtfulCommit);
});

Deno.test("a read that is not answered is unavailable", async () => {
  await assertRefused("unavailable", retryRead(() => new Promise(() => {}), { deadlineMs: 5 }));
});

Deno.test("a read that fails for another reason fails at once", async () => {
  let asked = 0;
  const read = () => {
    asked++;
    return Promise.reject(new Error("no such thing"));
  };
  await assert.rejects(retryRead(read, patience()), /no such thing/);
  assert.equal(asked, 1);
});

Deno.test("a locked database is asked again, with waits that grow to a bound", async () => {
  const atomic = failing(9, LOCKED);
  const waiting = patience({ random: () => 0.999 });
  assert.deepEqual(await commitAtomic(atomic, waiting), { ok: true, versionstamp: "1" });
  assert.equal(atomic.sent, 10);
  assert.deepEqual(waiting.waits.map(Math.round), [4, 8, 16, 32, 64, 128, 250, 250, 250]);
});

Deno.test("those who collided wait for different times", async () => {
  const [early, late] = [patience({ random: () => 0 }), patience({ random: () => 0.9 })];
  await commitAtomic(failing(3, LOCKED), early);
  await commitAtomic(failing(3, LOCKED), late);
  assert.deepEqual(early.waits, [0, 0, 0]);
  assert(late.waits.every((ms) => ms > 0));
});

Deno.test("a locked read is begun afresh until it succeeds", async () => {
  let asked = 0;
  const read = () => ++asked < 3 ? Promise.reject(LOCKED()) : Promise.resolve("found");
  assert.equal(await retryRead(read, patience()), "found");
  assert.equal(asked, 3);
});

testOnEachDatabase("a commit that Deno refuses is refused as it is, without doubt", async (kv) => {
  const tooLarge = kv.atomic().set(["a"], new Uint8Array(70_000));
  await assert.rejects(commitAtomic(tooLarge), TypeError);

  const tooMany = kv.atomic();
  for (let n = 0; n < 101; n++) tooMany.check({ key: ["a", n], versionstamp: null });
  await assert.rejects(commitAtomic(tooMany), TypeError);
});

testOnEachDatabase("a conflict is the caller's to resolve", async (kv) => {
  await kv.set(["a"], 1);
  const atomic = kv.atomic().check({ key: ["a"], versionstamp: null }).set(["a"], 2);
  assert.deepEqual(await commitAtomic(atomic), { ok: false });
  assert.equal((await kv.get(["a"])).value, 1);
});

testOnEachDatabase("an atomic can be committed more than once", async (kv) => {
  const atomic = kv.atomic().sum(["n"], 1n);
  await commitAtomic(atomic);
  await commitAtomic(atomic);
  assert.equal((await kv.get<Deno.KvU64>(["n"])).value?.value, 2n);
});
