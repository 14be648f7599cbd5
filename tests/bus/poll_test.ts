import assert from "node:assert/strict";
import { Poll } from "../../lib/bus/poll.ts";
import type { Marks } from "../../lib/storage/marks.ts";
import { until } from "../helpers/deadline.ts";

const EVERY_MS = 1;

/** A poll over marks that the test moves, and what it made of them. */
function pollOf(marks: Marks) {
  const looked: (number[] | "access")[] = [];
  const errors: unknown[] = [];
  const failing = { marks: false, activity: false, access: false };
  const act = (what: number[] | "access", isFailing: boolean) => {
    looked.push(what);
    return isFailing ? Promise.reject(new Error("out of order")) : Promise.resolve();
  };
  const poll = new Poll({
    readMarks: () =>
      failing.marks
        ? Promise.reject(new Error("no marks"))
        : Promise.resolve({ access: marks.access, activity: [...marks.activity] }),
    everyMs: EVERY_MS,
    onActivity: (shards) => act(shards, failing.activity),
    onAccess: () => act("access", failing.access),
    onError: (error) => errors.push(error),
  });
  return { poll, looked, errors, failing };
}

Deno.test("a room that cannot be read keeps nobody inside who lost their rights", async () => {
  const marks: Marks = { access: "1", activity: ["1", "1"] };
  const { poll, looked, failing } = pollOf(marks);
  await poll.check();
  looked.length = 0;
  failing.activity = true;
  [marks.access, marks.activity[1]] = ["2", "2"];
  await assert.rejects(poll.check(), /out of order/);
  assert.deepEqual(looked, ["access", [1]]);
  await assert.rejects(poll.check(), /out of order/);
  assert.deepEqual(looked, ["access", [1], [1]], "what was done is not done again");
});

Deno.test("what failed is done again in the next turn, until it is done", async () => {
  const { poll, looked, failing } = pollOf({ access: "1", activity: ["1", null] });
  failing.marks = true;
  await assert.rejects(poll.check(), /no marks/);
  failing.marks = false;
  failing.access = true;
  await assert.rejects(poll.check(), /out of order/);
  failing.access = false;
  await poll.check();
  assert.deepEqual(looked, ["access", [0, 1], "access"]);
});

Deno.test("the first turn looks everywhere, the others where something changed", async () => {
  const marks: Marks = { access: null, activity: [null, "5", null] };
  const { poll, looked } = pollOf(marks);
  await poll.check();
  assert.deepEqual(looked.splice(0), ["access", [0, 1, 2]]);
  await poll.check();
  assert.deepEqual(looked, []);
  [marks.activity[0], marks.activity[1]] = ["6", "7"];
  await poll.check();
  marks.access = "8";
  await poll.check();
  assert.deepEqual(looked, [[0, 1], "access"]);
});

Deno.test("a failing turn is reported, and the turns go on until the poll is closed", async () => {
  const marks: Marks = { access: "1", activity: ["1"] };
  const { poll, looked, errors, failing } = pollOf(marks);
  failing.marks = true;
  poll.start();
  await until(() => errors.length > 1, "errors of two turns");
  failing.marks = false;
  await until(() => looked.length === 2, "a good turn");
  await poll.close();
  marks.access = "2";
  assert.equal(looked.length, 2);
});
