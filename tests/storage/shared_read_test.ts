import assert from "node:assert/strict";
import { sharedRead } from "../../lib/storage/shared_read.ts";

/** A read whose answers are given by hand, in the order asked. */
function slowRead() {
  const asked: PromiseWithResolvers<string>[] = [];
  const read = sharedRead(() => {
    const answer = Promise.withResolvers<string>();
    asked.push(answer);
    return answer.promise;
  });
  return { read, asked };
}

/** Lets everything run that waits for nothing but its turn. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("nobody gets an answer to a read that began before they asked", async () => {
  const { read, asked } = slowRead();
  const first = read();
  const later = read();
  assert.equal(asked.length, 1);
  asked[0]!.resolve("old");
  assert.equal(await first, "old");
  await settled();
  asked[1]!.resolve("new");
  assert.equal(await later, "new");
});

Deno.test("those who ask while a read is under way share the next one", async () => {
  const { read, asked } = slowRead();
  const first = read();
  const others = [read(), read(), read()];
  asked[0]!.resolve("one");
  await first;
  await settled();
  asked[1]!.resolve("two");
  assert.deepEqual(await Promise.all(others), ["two", "two", "two"]);
  assert.equal(asked.length, 2);
});

Deno.test("who asks while a shared read is under way waits for another one", async () => {
  const { read, asked } = slowRead();
  const first = read();
  const second = read();
  asked[0]!.resolve("one");
  await first;
  await settled();
  const third = read();
  asked[1]!.resolve("two");
  assert.equal(await second, "two");
  await settled();
  assert.equal(asked.length, 3);
  asked[2]!.resolve("three");
  assert.equal(await third, "three");
});

Deno.test("a read that fails is the failure of those who asked for it, and of nobody else", async () => {
  const { read, asked } = slowRead();
  const first = read();
  const second = read();
  asked[0]!.reject(new Error("away"));
  await assert.rejects(first, /away/);
  await settled();
  asked[1]!.resolve("back");
  assert.equal(await second, "back");
  const third = read();
  asked[2]!.resolve("again");
  assert.equal(await third, "again");
});
