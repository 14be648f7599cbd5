/** What an isolate does that does not know yet that somebody's access has ended. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { MemoryChannel } from "../../lib/bus/memory_bus.ts";
import { CLOSE } from "../../lib/model/events.ts";
import type { User } from "../../lib/model/user.ts";
import { markAccess } from "../../lib/storage/access_mark.ts";
import { keys } from "../../lib/storage/keys.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { send } from "../helpers/commands.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";
import { openRequest } from "../helpers/desk.ts";
import { range } from "../helpers/fake_member.ts";
import { type LiveDesk, liveDeskOn } from "../helpers/live_desk.ts";
import { messageOf, readLog } from "../helpers/log_reader.ts";
import { ada, ann, max, mia } from "../helpers/people.ts";
import { losing, type Mangling, unreliable } from "../helpers/unreliable_bus.ts";

/** Two isolates: what one announces reaches the other as `mangle` lets it. */
function isolatesOn(kv: Deno.Kv, mangle: Mangling): [LiveDesk, LiveDesk] {
  const channel = new MemoryChannel();
  const isolate = () => liveDeskOn(kv, { bus: unreliable(channel.open(), mangle) });
  return [isolate(), isolate()];
}

/** Stored, and nobody has been told. */
async function end(desks: LiveDesk[], user: User): Promise<void> {
  for (const desk of desks) desk.endSession(user);
  const atomic = desks[0]!.kv.atomic();
  await markAccess(desks[0]!.kv, atomic, user.id);
  assert((await atomic.commit()).ok);
}

async function joined(desk: LiveDesk, user: User, requestId: string, after = 0) {
  const client = desk.connect(user, { joining: { requestId, after } });
  await client.wire.receives("joined");
  return client;
}

const eventsOnly: Mangling = (hint) => hint.type === "events" ? [hint] : [];

testOnEachDatabase("a commit of who does not know of it closes the door first", async (kv) => {
  const [here, there] = isolatesOn(kv, losing);
  const requestId = await openRequest(here);
  const [out, stays] = [await joined(here, mia, requestId), await joined(here, max, requestId)];
  await end([here, there], mia);
  await here.requests.submit(requestId, send("afterwards"));
  assert.equal(out.wire.closeCode(), CLOSE.signedOut);
  assert.deepEqual([out.wire.seqs(requestId), stays.wire.seqs(requestId)], [[1], [1, 2]]);
});

testOnEachDatabase("a hint that overtakes the news of it does not pass it", async (kv) => {
  const [here, there] = isolatesOn(kv, eventsOnly);
  const requestId = await openRequest(here);
  const [out, stays] = [await joined(here, mia, requestId), await joined(here, max, requestId)];
  await end([here, there], mia);
  await there.requests.submit(requestId, send("afterwards"));
  assert.equal(await out.wire.closes(), CLOSE.signedOut);
  await stays.wire.receives("newMessage", 2);
  assert.deepEqual([out.wire.seqs(requestId), stays.wire.seqs(requestId)], [[1], [1, 2]]);
});

testOnEachDatabase("what is read from the log does not pass it either", async (kv) => {
  const [here, there] = isolatesOn(kv, losing);
  const requestId = await openRequest(here);
  const [out, stays] = [await joined(here, mia, requestId), await joined(here, max, requestId)];
  await end([here, there], mia);
  await there.requests.submit(requestId, send("afterwards"));
  await (await here.rooms.open(requestId)).catchUp();
  assert.equal(out.wire.closeCode(), CLOSE.signedOut);
  assert.deepEqual([out.wire.seqs(requestId), stays.wire.seqs(requestId)], [[1], [1, 2]]);
});

testOnEachDatabase("a join to a room that has just opened brings nothing of it", async (kv) => {
  const [here, there] = isolatesOn(kv, losing);
  const requestId = await openRequest(here);
  const inbox = here.connect(mia);
  await end([here, there], mia);
  await there.requests.submit(requestId, send("afterwards"));
  inbox.send({ type: "joinRequest", requestId, after: 0 });
  assert.equal(await inbox.wire.closes(), CLOSE.signedOut);
  assert.deepEqual(inbox.wire.seqs(requestId), []);
});

testOnEachDatabase("a socket that comes in on a session of before gets nothing", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  await joined(desk, max, requestId);
  const { reviews } = desk.connections;
  await end([desk], mia);
  await desk.requests.submit(requestId, send("afterwards"));
  // The answer of storage takes longer than a join does.
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  desk.storage.answers = () => answered;
  const late = desk.connect(mia, { joining: { requestId, after: 0 }, reviewsBefore: reviews });
  late.send({ type: "sendMessage", requestId, clientId: "late", body: "Still here?" });
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  assert.deepEqual(late.wire.seqs(requestId), []);
  answer();
  assert.equal(await late.wire.closes(), CLOSE.signedOut);
  await (await desk.rooms.open(requestId)).drained();
  assert.deepEqual(late.wire.seqs(requestId), []);
  assert.equal((await readLog(desk.log, requestId)).length, 2, "nor is anything taken");
});

testOnEachDatabase("whose role was lost on the way in is told so by the close", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const { reviews } = desk.connections;
  desk.connect(ada);
  desk.changeRole(ada, "requester");
  await desk.connections.review();
  const late = desk.connect(ada, { joining: { requestId, after: 0 }, reviewsBefore: reviews });
  assert.equal(await late.wire.closes(), CLOSE.noAccess);
  assert.deepEqual(late.wire.seqs(requestId), []);
});

testOnEachDatabase("a socket that nobody can vouch for is sent to come back", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const { reviews } = desk.connections;
  await desk.connections.review();
  desk.storage.answers = () => Promise.reject(new Error("disk on fire"));
  const late = desk.connect(mia, { joining: { requestId, after: 0 }, reviewsBefore: reviews });
  assert.equal(await late.wire.closes(), CLOSE.restart);
  assert.deepEqual(late.wire.seqs(requestId), []);
  assert.match(String(desk.errors), /disk on fire/);
});

testOnEachDatabase("what waits to be stored is refused once its sender is out", async (kv) => {
  const [here, there] = isolatesOn(kv, losing);
  const requestId = await openRequest(here);
  const [out, stays] = [await joined(here, mia, requestId), await joined(here, max, requestId)];
  await end([here, there], mia);
  for (const n of range(1, 10)) {
    for (const [{ send }, name] of [[out, "mia"], [stays, "max"]] as const) {
      send({ type: "sendMessage", requestId, clientId: `${name}-${n}`, body: `${name} ${n}` });
    }
  }
  await stays.wire.receives("ack", 10);
  const stored = (await readLog(here.log, requestId)).slice(1);
  assert.deepEqual(
    stored.map((event) => messageOf(event).body),
    range(1, 10).map((n) => `max ${n}`),
  );
  assert.deepEqual(stays.wire.framesOf("ack").map(({ seq }) => seq), range(2, 11));
  assert.deepEqual(stays.wire.seqs(requestId), range(1, 11));
});

testOnEachDatabase("changes of access cost nobody a command, a place or an order", async (kv) => {
  const { kv: counted, asked } = counting(kv);
  const desk = liveDeskOn(counted);
  const ids = await Promise.all(range(1, 20).map(() => openRequest(desk)));
  const rooms = await Promise.all(ids.map((id) => desk.rooms.open(id)));
  for (const n of range(1, 10)) {
    await end([desk], ann);
    asked.commits = 0;
    await Promise.all(rooms.flatMap((room) => [
      room.submit(send(`${n} a`)),
      room.submit(send(`${n} b`)),
    ]));
    assert(asked.commits <= 3, `judged anew together, in ${asked.commits} commits`);
  }
  const expected = range(1, 10).flatMap((n) => [`${n} a`, `${n} b`]);
  for (const id of ids) {
    const stored = (await readLog(desk.log, id)).slice(1);
    assert.deepEqual(stored.map((event) => messageOf(event).body), expected);
  }
});

testOnEachDatabase(
  "while nobody can tell who is out, nothing is stored or passed on",
  async (kv) => {
    const desk = liveDeskOn(kv);
    const requestId = await openRequest(desk);
    const [out, stays] = [await joined(desk, mia, requestId), await joined(desk, max, requestId)];
    await end([desk], mia);
    desk.storage.answers = () => Promise.reject(new Error("disk on fire"));
    await assertRefused("unavailable", desk.requests.submit(requestId, send("lost")));
    assert.deepEqual([out.wire.seqs(requestId), stays.wire.seqs(requestId)], [[1], [1]]);
    desk.storage.answers = () => Promise.resolve();
    await desk.requests.submit(requestId, send("found"));
    assert.equal(out.wire.closeCode(), CLOSE.signedOut);
    assert.deepEqual([out.wire.seqs(requestId), stays.wire.seqs(requestId)], [[1], [1, 2]]);
  },
);

testOnEachDatabase("a mark of a version that did not count is for everybody", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  await end([desk], max);
  const out = await joined(desk, mia, requestId);
  desk.endSession(mia);
  await kv.set(keys.accessMark(), { v: 1 });
  await desk.requests.submit(requestId, send("afterwards"));
  assert.equal(out.wire.closeCode(), CLOSE.signedOut);
});
