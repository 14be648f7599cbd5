import assert from "node:assert/strict";
import { Turnstile } from "../../lib/auth/turnstile.ts";
import { assertRefused } from "../helpers/accounts.ts";

/** Work that ends when the test says so. */
function work(started: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const begin = () => {
    started.push(name);
    return promise;
  };
  return { begin, finish: () => resolve(name), fail: () => reject(new Error(name)) };
}

Deno.test("who comes when too many wait is sent away at once", async () => {
  const turnstile = new Turnstile({ atOnce: 1, waitingMax: 1 });
  const started: string[] = [];
  const [first, second, third] = ["1", "2", "3"].map((name) => work(started, name));
  const passed = [turnstile.pass(first!.begin), turnstile.pass(second!.begin)];
  await assertRefused("unavailable", turnstile.pass(third!.begin));
  first!.finish();
  second!.finish();
  assert.deepEqual(await Promise.all(passed), ["1", "2"]);
  assert.deepEqual(started, ["1", "2"]);
});

Deno.test("no more work at once than allowed, in the order of arrival", async () => {
  const turnstile = new Turnstile({ atOnce: 2, waitingMax: 8 });
  const started: string[] = [];
  const works = ["1", "2", "3", "4"].map((name) => work(started, name));
  const passed = works.map(({ begin }) => turnstile.pass(begin));
  await Promise.resolve();
  assert.deepEqual(started, ["1", "2"]);
  works[1]!.finish();
  await passed[1];
  const newcomer = work(started, "newcomer");
  passed.push(turnstile.pass(newcomer.begin));
  assert.deepEqual(started, ["1", "2", "3"]);
  newcomer.finish();
  for (const { finish } of works) finish();
  await Promise.all(passed);
  assert.deepEqual(started, ["1", "2", "3", "4", "newcomer"]);
});

Deno.test("work that fails gives its place to the next", async () => {
  const turnstile = new Turnstile({ atOnce: 1, waitingMax: 1 });
  const [bad, good] = [work([], "bad"), work([], "good")];
  const passed = [turnstile.pass(bad.begin), turnstile.pass(good.begin)] as const;
  bad.fail();
  good.finish();
  await assert.rejects(passed[0], /bad/);
  assert.equal(await passed[1], "good");
});
