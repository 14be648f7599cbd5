import assert from "node:assert/strict";
import { ACTIVITY_MARKS, keys } from "../../lib/storage/keys.ts";
import { readMarks } from "../../lib/storage/marks.ts";
import { send } from "../helpers/commands.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";

testOnEachDatabase("an empty database has no marks, and all are one read", async (kv) => {
  const { kv: counted, asked } = counting(kv);
  const { access, activity } = await readMarks(counted);
  assert.equal(asked.reads, 1);
  assert.equal(access, null);
  assert.deepEqual(activity, Array.from({ length: ACTIVITY_MARKS }, () => null));
});

testOnEachDatabase("a write touches the mark of its request, and no other", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const before = await readMarks(kv);
  await desk.log.append(id, [send("hello")], null);
  const after = await readMarks(kv);
  const touched = after.activity.flatMap((mark, shard) =>
    mark === before.activity[shard] ? [] : [shard]
  );
  assert.deepEqual(touched, [keys.shardOf(id)]);
  assert.equal(after.access, before.access);
});
