import assert from "node:assert/strict";
import { idSchema } from "../../lib/model/id.ts";
import { ulidFactory } from "../../lib/model/ulid.ts";

Deno.test("ids made in one millisecond, or while the clock goes back, still rise", () => {
  let now = Date.UTC(2026, 0, 1);
  const newId = ulidFactory(() => now);
  const ids = Array.from({ length: 1_000 }, () => newId());
  now -= 5_000;
  ids.push(newId(), newId());
  now += 5_001;
  ids.push(newId());
  assert.deepEqual(ids, [...ids].sort());
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("an id begins with its time, as the specification writes it", () => {
  const id = ulidFactory(() => 1_469_918_176_385)();
  assert.equal(id.slice(0, 10), "01ARYZ6S41");
  assert.equal(idSchema.parse(id), id);
});

Deno.test("two places that make ids at the same time make different ones", () => {
  assert.notEqual(ulidFactory(() => 1)(), ulidFactory(() => 1)());
});
