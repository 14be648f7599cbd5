import assert from "node:assert/strict";
import { TokenBuckets } from "../../lib/limits/token_buckets.ts";

const RATE = { perMinute: 60, burst: 3 };

function buckets(keysMax?: number) {
  const time = { now: Date.UTC(2026, 0, 1) };
  const options = { clock: () => time.now, ...(keysMax && { keysMax }) };
  return { time, buckets: new TokenBuckets(RATE, options) };
}

Deno.test("an empty bucket refuses, and says to the millisecond when it no longer will", () => {
  const { time, buckets: b } = buckets();
  for (let count = 0; count < 3; count++) assert.equal(b.take("ann"), 0);
  time.now += 250;
  assert.equal(b.take("ann"), 750);
  time.now += 749;
  assert.equal(b.take("ann"), 1);
  time.now += 1;
  assert.equal(b.take("ann"), 0);
  assert.equal(b.take("ann"), 1_000);
});

Deno.test("who keeps on asking waits no longer for it", () => {
  const { time, buckets: b } = buckets();
  for (let count = 0; count < 100; count++) b.take("ann");
  time.now += 1_000;
  assert.equal(b.take("ann"), 0);
});

Deno.test("what costs more waits for more", () => {
  const { buckets: b } = buckets();
  assert.equal(b.take("ann", 2), 0);
  assert.equal(b.take("ann", 2), 1_000);
  assert.equal(b.take("ann", 1), 0);
});

Deno.test("a clock that was set back makes nobody wait for longer than an empty bucket", () => {
  const { time, buckets: b } = buckets();
  for (let count = 0; count < 3; count++) b.take("ann");
  time.now -= 3_600_000;
  assert.equal(b.take("ann"), 1_000);
});

Deno.test("a bucket fills up to its burst, and no further", () => {
  const { time, buckets: b } = buckets();
  b.take("ann");
  time.now += 3_600_000;
  for (let count = 0; count < 3; count++) assert.equal(b.take("ann"), 0);
  assert.equal(b.take("ann"), 1_000);
});

Deno.test("everybody has a bucket of their own, and what is given back can be taken again", () => {
  const { buckets: b } = buckets();
  for (let count = 0; count < 3; count++) b.take("ann");
  assert.equal(b.wait("ann"), 1_000);
  assert.equal(b.take("otto"), 0);
  b.giveBack("ann");
  assert.equal(b.take("ann"), 0);
  b.giveBack("mia");
  for (let count = 0; count < 3; count++) assert.equal(b.take("mia"), 0);
  assert.equal(b.take("mia"), 1_000, "giving back does not make a bucket larger");
});

Deno.test("memory is bounded: who was away for longest is forgotten", () => {
  const { buckets: b } = buckets(2);
  for (let count = 0; count < 3; count++) b.take("ann");
  b.take("otto");
  b.take("mia");
  assert.equal(b.wait("ann"), 0);
});
