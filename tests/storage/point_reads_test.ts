import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { type ManyReader, PointReads } from "../../lib/storage/point_reads.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";

const valueOf = ({ value }: Deno.KvEntryMaybe<unknown>) => value;

testOnEachDatabase("keys that are asked for in one turn are read ten at a time", async (kv) => {
  for (let n = 0; n < 25; n++) await kv.set(["n", n], n);
  const { kv: counted, asked } = counting(kv);
  const reads = new PointReads(counted);
  const found = await Promise.all(
    Array.from({ length: 26 }, (_, n) => reads.get(["n", n], valueOf)),
  );
  assert.deepEqual(found, [...Array(25).keys(), null]);
  assert.equal(asked.reads, 3);
});

testOnEachDatabase("a key is read and parsed once for all who ask in one turn", async (kv) => {
  await kv.set(["key"], "value");
  const { kv: counted, asked } = counting(kv);
  const reads = new PointReads(counted);
  let parsed = 0;
  const parse = ({ value }: Deno.KvEntryMaybe<unknown>) => ({ value, parsed: ++parsed });
  const found = await Promise.all([1, 2, 3].map(() => reads.get(["key"], parse)));
  assert.deepEqual(found[0], { value: "value", parsed: 1 });
  assert.deepEqual(new Set(found).size, 1);
  assert.equal(asked.reads, 1);
});

testOnEachDatabase("who asks while a read is under way gets what was stored before", async (kv) => {
  await kv.set(["key"], "old");
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let reading = 0;
  const getMany: ManyReader["getMany"] = async (keys) => {
    reading++;
    const entries = await kv.getMany<unknown[]>(keys);
    await released;
    return entries;
  };
  const reads = new PointReads({ getMany });
  const first = reads.get(["key"], valueOf);
  while (reading === 0) await setImmediate();
  await kv.set(["key"], "new");
  const second = reads.get(["key"], valueOf);
  while (reading === 1) await setImmediate();
  release();
  assert.equal(await second, "new");
  assert.equal(await first, "old");
});

testOnEachDatabase("what cannot be parsed fails alone, and a failed read fails all", async (kv) => {
  const reads = new PointReads(kv);
  const results = await Promise.allSettled([
    reads.get(["bad"], () => {
      throw new Error("of another version");
    }),
    reads.get(["good"], valueOf),
  ]);
  assert.deepEqual(results.map(({ status }) => status), ["rejected", "fulfilled"]);
  const failing = new PointReads({ getMany: () => Promise.reject(new Error("no disk")) });
  await assert.rejects(failing.get(["good"], valueOf), /no disk/);
  await assert.rejects(failing.get(["good"], valueOf), /no disk/, "and is not kept");
});
