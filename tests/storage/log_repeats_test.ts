import assert from "node:assert/strict";
import { HotlineError } from "../../lib/model/errors.ts";
import { edit, remove, send } from "../helpers/commands.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";
import { messageOf, outcomeOf, readLog, refusalOf } from "../helpers/log_reader.ts";
import { ann, otto } from "../helpers/people.ts";

const forbid = () => {
  throw new HotlineError("forbidden", "Not any more.");
};

testOnEachDatabase("a command that was refused may be sent again and take effect", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const clientId = "one";
  const first = await desk.log.append(id, [send("hello", { clientId, authorize: forbid })], null);
  assert.equal(refusalOf(first.settled[0]).code, "forbidden");
  const second = await desk.log.append(id, [send("hello", { clientId })], null);
  assert.deepEqual(outcomeOf(second.settled[0]).isDuplicate, false);
});

testOnEachDatabase("a command sent again has no second effect, however often", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const command = send("hello");
  const first = outcomeOf((await desk.log.append(id, [command], null)).settled[0]);
  for (const known of [null, await desk.log.head(id)]) {
    const { settled, events } = await desk.log.append(id, [{ ...command, body: "other" }], known);
    assert.deepEqual(outcomeOf(settled[0]), { ...first, isDuplicate: true });
    assert.deepEqual(events, []);
  }
  assert.equal((await readLog(desk.log, id)).length, 2);
});

testOnEachDatabase("the same command twice in one batch takes effect once", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const command = send("hello");
  const again = { ...command, body: "hello again" };
  const { settled } = await desk.log.append(id, [command, send("other"), again], null);
  const [first, other, repeat] = settled.map(outcomeOf);
  assert.deepEqual([first!.isDuplicate, other!.isDuplicate], [false, false]);
  assert.deepEqual(repeat, { ...first, isDuplicate: true });
  const bodies = (await readLog(desk.log, id)).map((event) => messageOf(event).body);
  assert.deepEqual(bodies, ["A body", "hello", "other"]);
});

testOnEachDatabase("equal ids of different people are different commands", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const clientId = "__proto__";
  const commands = [send("mine", { clientId }), send("mine too", { clientId, actor: otto })];
  const { settled } = await desk.log.append(id, commands, null);
  assert.deepEqual(settled.map((one) => outcomeOf(one).isDuplicate), [false, false]);
  assert.equal((await readLog(desk.log, id)).length, 3);
});

testOnEachDatabase("equal ids in different requests are different commands", async (kv) => {
  const desk = deskOn(kv);
  const [here, there] = [await openRequest(desk), await openRequest(desk)];
  const command = send("hello");
  for (const id of [here, there]) {
    const { settled } = await desk.log.append(id, [command], null);
    assert.equal(outcomeOf(settled[0]).isDuplicate, false);
  }
});

testOnEachDatabase("a repeat gets its first result, even if it were refused today", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const sent = send("hello");
  const { settled: [done] } = await desk.log.append(id, [sent], null);
  const messageId = outcomeOf(done).messageId!;
  const [edited, deleted] = [edit(messageId, "hi"), remove(messageId)];
  await desk.log.append(id, [edited, deleted], null);
  const repeats = [{ ...sent, authorize: forbid }, edited, deleted, { ...edited, actor: otto }];
  const { settled } = await desk.log.append(id, repeats, null);
  const results = settled.slice(0, 3).map(outcomeOf);
  assert.deepEqual(results.map(({ seq }) => seq), [2, 3, 4]);
  assert(results.every(({ isDuplicate }) => isDuplicate));
  assert.equal(refusalOf(settled[3]).code, "conflict", "a colleague's equal id is no repeat");
});

testOnEachDatabase("repeats among new commands do not hold those up", async (kv) => {
  const { kv: counted, asked } = counting(kv);
  const desk = deskOn(counted);
  const id = await openRequest(desk);
  const old = Array.from({ length: 25 }, (_, n) => send(`old ${n}`));
  const { head } = await desk.log.append(id, old, null);
  asked.commits = 0;
  const fresh = Array.from({ length: 25 }, (_, n) => send(`new ${n}`));
  const { settled, events } = await desk.log.append(id, [...old, ...fresh], head);
  assert.equal(asked.commits, 2, "one that the repeats failed, one without them");
  assert.deepEqual(settled.map((one) => outcomeOf(one).seq), settled.map((_, n) => n + 2));
  assert.deepEqual(settled.map((one) => outcomeOf(one).isDuplicate), settled.map((_, n) => n < 25));
  assert.deepEqual(events.map(({ seq }) => seq), fresh.map((_, n) => n + 27));
});

testOnEachDatabase("the first message of a request cannot be sent a second time", async (kv) => {
  const desk = deskOn(kv);
  const input = { title: "A title", body: "A body", requester: ann, clientId: "one" };
  const { request } = await desk.store.create(input);
  const { settled } = await desk.log.append(request.id, [send("x", { clientId: "one" })], null);
  assert.deepEqual([outcomeOf(settled[0]).seq, outcomeOf(settled[0]).isDuplicate], [1, true]);
});
