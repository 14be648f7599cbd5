import assert from "node:assert/strict";
import { send } from "../helpers/commands.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";
import { messageOf, outcomeOf, readLog, refusalOf } from "../helpers/log_reader.ts";
import { HotlineError } from "../../lib/model/errors.ts";
import { change, edit, remove } from "../helpers/commands.ts";
import { ann, mia, otto } from "../helpers/people.ts";

const NOWHERE = "01J00000000000000000000000";
const forbid = () => {
  throw new HotlineError("forbidden", "Not you.");
};

testOnEachDatabase("nothing can be written to a request that does not exist", async (kv) => {
  const { log } = deskOn(kv);
  const { head, events, settled } = await log.append(NOWHERE, [send("hello")], null);
  assert.deepEqual([head, events], [null, []]);
  assert.equal(refusalOf(settled[0]).code, "not_found");
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: [] })), []);
});

testOnEachDatabase("a refused command leaves nothing, and its neighbours stand", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { settled } = await desk.log.append(id, [
    send("one"),
    send("never", { authorize: forbid }),
    edit(NOWHERE, "never"),
    send("two"),
  ], null);
  assert.equal(refusalOf(settled[1]).code, "forbidden");
  assert.equal(refusalOf(settled[2]).code, "not_found");
  assert.deepEqual([outcomeOf(settled[0]).seq, outcomeOf(settled[3]).seq], [2, 3]);
  const bodies = (await readLog(desk.log, id)).map((event) => messageOf(event).body);
  assert.deepEqual(bodies, ["A body", "one", "two"]);
});

testOnEachDatabase("a batch is one commit, numbered in the order of its commands", async (kv) => {
  const { kv: counted, asked } = counting(kv);
  const desk = deskOn(counted);
  const id = await openRequest(desk);
  asked.commits = 0;
  const bodies = Array.from({ length: desk.log.batchMax }, (_, n) => `message ${n}`);
  const { settled, conflicts } = await desk.log.append(id, bodies.map((body) => send(body)), null);
  assert.deepEqual([asked.commits, conflicts], [1, 0]);
  assert.deepEqual(settled.map((one) => outcomeOf(one).seq), bodies.map((_, n) => n + 2));
  const events = await readLog(desk.log, id);
  assert.deepEqual(events.slice(1).map((event) => messageOf(event).body), bodies);
});

testOnEachDatabase("an edited message keeps its earlier bodies as events", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const sent = await desk.log.append(id, [send("first", { actor: otto })], null);
  const { messageId } = outcomeOf(sent.settled[0]);
  desk.time.now += 1_000;
  await desk.log.append(id, [edit(messageId!, "second", { actor: otto })], sent.head);
  await desk.log.append(id, [edit(messageId!, "third", { actor: otto })], null);

  const events = (await readLog(desk.log, id)).slice(1);
  assert.deepEqual(events.map(({ type }) => type), [
    "newMessage",
    "messageUpdated",
    "messageUpdated",
  ]);
  assert.deepEqual(events.map((event) => messageOf(event).body), ["first", "second", "third"]);
  const latest = messageOf(events[2]);
  assert.equal(latest.seq, 2, "a message keeps the number at which it was sent");
  assert.equal(latest.editedAt, "2026-01-01T00:00:01.000Z");
  assert.deepEqual(await desk.requests.message(ann, id, messageId!), latest);
});

testOnEachDatabase("two edits of a message in one batch end with the later one", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const sent = await desk.log.append(id, [send("first")], null);
  const messageId = outcomeOf(sent.settled[0]).messageId!;
  await desk.log.append(id, [edit(messageId, "second"), edit(messageId, "third")], null);
  assert.equal((await desk.requests.message(ann, id, messageId)).body, "third");
  assert.equal((await readLog(desk.log, id)).length, 4);
});

testOnEachDatabase("a deleted message is a tombstone that nobody can touch again", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const sent = await desk.log.append(id, [send("secret")], null);
  const messageId = outcomeOf(sent.settled[0]).messageId!;
  const commands = [remove(messageId), edit(messageId, "back"), remove(messageId)];
  const { settled } = await desk.log.append(id, commands, null);
  assert.equal(outcomeOf(settled[0]).seq, 3);
  assert.equal(refusalOf(settled[1]).code, "conflict");
  assert.equal(refusalOf(settled[2]).code, "conflict");

  const { events: [deleted] } = { events: await desk.log.since(id, 2, 1) };
  const frame = JSON.parse(deleted!.json);
  assert.deepEqual([frame.type, frame.messageId], ["messageDeleted", messageId]);
  const message = await desk.requests.message(ann, id, messageId);
  assert.deepEqual(frame.message, message);
  assert.deepEqual([message.body, message.attachments, message.seq], ["", [], 2]);
  assert.notEqual(message.deletedAt, null);
});

testOnEachDatabase("a change of the request is an event with the request after it", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const changes = { title: "A better title", status: "pending", assignee: mia } as const;
  const { head } = await desk.log.append(id, [change(changes, { actor: mia })], null);
  const [, event] = await readLog(desk.log, id);
  assert(event?.type === "requestUpdated");
  assert.deepEqual(event.changes, changes);
  assert.deepEqual(event.request, { ...head!.request, unread: 0 });
  assert.deepEqual((await desk.log.head(id))?.request, head!.request);
  assert.deepEqual([head!.request.title, head!.request.head], ["A better title", 2]);
});

testOnEachDatabase("since N gives what follows N, up to the limit", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  await desk.log.append(id, Array.from({ length: 9 }, (_, n) => send(`message ${n}`)), null);
  const since = async (after: number, limit: number) =>
    (await desk.log.since(id, after, limit)).map(({ seq }) => seq);
  assert.deepEqual(await since(0, 3), [1, 2, 3]);
  assert.deepEqual(await since(7, 100), [8, 9, 10]);
  assert.deepEqual(await since(10, 100), []);
  assert.deepEqual(await since(Number.MAX_SAFE_INTEGER, 100), []);
});

testOnEachDatabase("who wrote notes alone is not among a request's participants", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const note = send("careful with this one", { actor: mia, kind: "note" });
  const { head } = await desk.log.append(id, [note, send("hello", { actor: otto })], null);
  assert.deepEqual(head!.request.participants, [ann, otto]);
  assert.equal(head!.request.messageCount, 3);
});
