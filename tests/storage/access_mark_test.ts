import assert from "node:assert/strict";
import { accessMarkOf, changedSince, markAccess } from "../../lib/storage/access_mark.ts";
import { keys } from "../../lib/storage/keys.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";

const mark = async (kv: Deno.Kv) => accessMarkOf(await kv.get(keys.accessMark()));
const idOf = (n: number) => `01J${String(n).padStart(23, "0")}`;

async function change(kv: Deno.Kv, userId: string): Promise<boolean> {
  const atomic = kv.atomic();
  await markAccess(kv, atomic, userId);
  return (await atomic.commit()).ok;
}

testOnEachDatabase("whose access changed is known, since whenever one looked last", async (kv) => {
  assert.deepEqual(changedSince(await mark(kv), 0), new Set());
  for (const n of [1, 2, 1, 3]) await change(kv, idOf(n));
  const now = await mark(kv);
  assert.equal(now.number, 4);
  assert.deepEqual(changedSince(now, 0), new Set([idOf(1), idOf(2), idOf(3)]));
  assert.deepEqual(changedSince(now, 3), new Set([idOf(3)]));
  assert.deepEqual(changedSince(now, 4), new Set());
});

testOnEachDatabase("who looked too long ago is told that nobody can tell", async (kv) => {
  for (let n = 0; n < 130; n++) await change(kv, idOf(n));
  const now = await mark(kv);
  assert.equal(now.number, 130);
  assert.equal(changedSince(now, 29), null);
  assert.equal(changedSince(now, 30)?.size, 100);
});

testOnEachDatabase("of two changes at once, neither covers the other", async (kv) => {
  const [one, two] = [kv.atomic(), kv.atomic()];
  await markAccess(kv, one, idOf(1));
  await markAccess(kv, two, idOf(2));
  assert.deepEqual([(await one.commit()).ok, (await two.commit()).ok], [true, false]);
});

testOnEachDatabase("a mark from before changes were counted counts as none", async (kv) => {
  await kv.set(keys.accessMark(), { v: 1 });
  assert.equal((await mark(kv)).number, 0);
  assert.equal(await change(kv, idOf(1)), true);
  assert.deepEqual(changedSince(await mark(kv), 0), new Set([idOf(1)]));
});
