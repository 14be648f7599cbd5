import assert from "node:assert/strict";
import { change, edit, remove, send } from "../helpers/commands.ts";
import { outrun, testOnEachDatabase } from "../helpers/databases.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";
import { messageOf, outcomeOf, readLog, refusalOf } from "../helpers/log_reader.ts";
import { assertSendable } from "../../lib/chat/policy.ts";
import type { SendCommand } from "../../lib/storage/command.ts";
import { ann } from "../helpers/people.ts";

/** Allowed as long as the request is not closed. */
function guarded(body: string): SendCommand {
  return send(body, { authorize: ({ request }) => assertSendable(ann, request, "public") });
}

testOnEachDatabase("who writes to a request that was just closed is refused", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const stale = await desk.log.head(id);
  await desk.log.append(id, [change({ status: "closed" })], null);
  const { settled } = await desk.log.append(id, [guarded("too late")], stale);
  assert.equal(refusalOf(settled[0]).code, "request_closed");
  assert.equal((await readLog(desk.log, id)).length, 2);
});

testOnEachDatabase("who writes to a request that was just reopened is not refused", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const closed = await desk.log.append(id, [change({ status: "closed" })], null);
  await desk.log.append(id, [change({ status: "open" })], closed.head);
  const { settled } = await desk.log.append(id, [guarded("thank you")], closed.head);
  assert.equal(outcomeOf(settled[0]).seq, 4);
});

testOnEachDatabase("a refusal beside a lost race is decided anew", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const closed = await desk.log.append(id, [change({ status: "closed" })], null);
  await desk.log.append(id, [change({ status: "open" })], closed.head);
  const commands = [send("passes always"), guarded("passes again")];
  const { settled, conflicts } = await desk.log.append(id, commands, closed.head);
  assert.equal(conflicts, 1, "the stale head made it lose once");
  assert.deepEqual(settled.map((one) => outcomeOf(one).seq), [4, 5]);
});

testOnEachDatabase("a refused command shows the head that refused it", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const stale = await desk.log.head(id);
  await desk.log.append(id, [change({ status: "closed" })], null);
  const { head } = await desk.log.append(id, [guarded("too late")], stale);
  assert.equal(head?.request.head, 2);
});

testOnEachDatabase("an edit that a deletion outran is refused", async (kv) => {
  const theirs = deskOn(kv);
  const id = await openRequest(theirs);
  const sent = await theirs.log.append(id, [send("hello")], null);
  const messageId = outcomeOf(sent.settled[0]).messageId!;
  const late = deskOn(outrun(kv, 1, () => theirs.log.append(id, [remove(messageId)], sent.head)));
  const { settled } = await late.log.append(id, [edit(messageId, "changed")], sent.head);
  assert.equal(refusalOf(settled[0]).code, "conflict");
  assert.equal((await theirs.requests.message(ann, id, messageId)).body, "");
});

testOnEachDatabase("a sender who loses every race is told to come again", async (kv) => {
  const theirs = deskOn(kv);
  const id = await openRequest(theirs);
  const always = () => theirs.log.append(id, [send("me first")], null);
  const late = deskOn(outrun(kv, Infinity, always));
  const refusal = await late.log.append(id, [send("and me")], null).catch((error) => error);
  assert.deepEqual([refusal.code, refusal.retryable], ["unavailable", true]);
  const bodies = (await readLog(theirs.log, id)).map((event) => messageOf(event).body);
  assert(!bodies.includes("and me"));
});

testOnEachDatabase("two who write at once both get through, one after the other", async (kv) => {
  const theirs = deskOn(kv);
  const id = await openRequest(theirs);
  const head = await theirs.log.head(id);
  const late = deskOn(outrun(kv, 1, () => theirs.log.append(id, [send("first")], head)));
  const { settled, events, conflicts } = await late.log.append(id, [send("second")], head);
  assert.deepEqual([conflicts, outcomeOf(settled[0]).seq], [1, 3]);
  assert.deepEqual(events.map(({ seq }) => seq), [3], "only its own events are given back");
  const bodies = (await readLog(theirs.log, id)).map((event) => messageOf(event).body);
  assert.deepEqual(bodies, ["A body", "first", "second"]);
});

testOnEachDatabase(
  "a repeat over another instance at the same moment takes effect once",
  async (kv) => {
    const theirs = deskOn(kv);
    const id = await openRequest(theirs);
    const head = await theirs.log.head(id);
    const command = send("hello");
    const late = deskOn(outrun(kv, 1, () => theirs.log.append(id, [command], head)));
    const { settled, events } = await late.log.append(id, [command], head);
    assert.deepEqual([outcomeOf(settled[0]).seq, outcomeOf(settled[0]).isDuplicate], [2, true]);
    assert.deepEqual(events, []);
    assert.equal((await readLog(theirs.log, id)).length, 2);
  },
);
