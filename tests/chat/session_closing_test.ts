import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { CLOSE } from "../../lib/model/events.ts";
import { HEARTBEAT_MS, SEND_BUFFER_MAX_BYTES } from "../../lib/model/limits.ts";
import { send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { until } from "../helpers/deadline.ts";
import { openRequest } from "../helpers/desk.ts";
import { range } from "../helpers/fake_member.ts";
import { liveDeskOn } from "../helpers/live_desk.ts";
import { ann, mia } from "../helpers/people.ts";

testOnEachDatabase("who loses the right is put out of every request at once", async (kv) => {
  const desk = liveDeskOn(kv);
  const [first, second] = [await openRequest(desk), await openRequest(desk)];
  const joining = { requestId: first, after: 0 };
  const [live, inbox] = [desk.connect(mia, { joining }), desk.connect(mia)];
  for (const requestId of [first, second]) inbox.send({ type: "joinRequest", requestId });
  await inbox.wire.receives("joined", 2);
  await live.wire.receives("joined");
  desk.changeRole(mia, "requester");
  await desk.connections.review();
  assert.equal(live.wire.closeCode(), CLOSE.noAccess);
  assert.equal(inbox.wire.closeCode(), null);
  assert.deepEqual(inbox.wire.framesOf("error").map(({ code }) => code), [
    "forbidden",
    "forbidden",
  ]);
  assert.deepEqual(inbox.wire.framesOf("left").map(({ requestId }) => requestId), [first, second]);
  await (await desk.rooms.open(first)).submit(send("secret"));
  assert.deepEqual(inbox.wire.seqs(first), []);
});

testOnEachDatabase("who loses the right while joining again is put out as well", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const live = desk.connect(mia, { joining: { requestId, after: 0 } });
  await live.wire.receives("joined");
  live.wire.bufferedAmount = SEND_BUFFER_MAX_BYTES;
  live.send({ type: "joinRequest", requestId, after: 0 });
  await live.wire.receives("newMessage", 2);
  desk.changeRole(mia, "requester");
  await desk.connections.review();
  live.wire.bufferedAmount = 0;
  assert.equal(await live.wire.closes(), CLOSE.noAccess);
  assert.equal(live.wire.framesOf("joined").length, 1);
});

testOnEachDatabase("the end of a session closes its sockets, and no others", async (kv) => {
  const desk = liveDeskOn(kv);
  const [anns, another, mias] = [desk.connect(ann), desk.connect(ann), desk.connect(mia)];
  desk.endSession(ann);
  await desk.connections.review();
  assert.deepEqual([anns, another, mias].map(({ wire }) => wire.closeCode()), [
    CLOSE.signedOut,
    CLOSE.signedOut,
    null,
  ]);
});

testOnEachDatabase("a session that ended before its socket opened does not last", async (kv) => {
  const desk = liveDeskOn(kv);
  const reviewsBefore = desk.connections.reviews;
  desk.endSession(ann);
  await desk.connections.review();
  const { wire } = desk.connect(ann, { reviewsBefore });
  assert.equal(await wire.closes(), CLOSE.signedOut);
});

testOnEachDatabase("the end of a session that is noticed later finds its socket", async (kv) => {
  const desk = liveDeskOn(kv);
  desk.endSession(ann);
  const { wire } = desk.connect(ann);
  await desk.connections.review();
  assert.equal(wire.closeCode(), CLOSE.signedOut);
});

testOnEachDatabase("an older look at a session does not undo a newer one", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const { wire } = desk.connect(mia, { joining: { requestId, after: 0 } });
  await wire.receives("joined");
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  desk.storage.answers = () => released;
  const older = desk.connections.review();
  await setImmediate();
  desk.storage.answers = () => Promise.resolve();
  desk.changeRole(mia, "requester");
  const newer = desk.connections.review();
  for (let turn = 0; turn < 5; turn++) await setImmediate();
  release();
  await Promise.all([older, newer]);
  assert.equal(wire.closeCode(), CLOSE.noAccess);
});

testOnEachDatabase("a session that ran out is closed, unless it was prolonged", async (kv) => {
  const desk = liveDeskOn(kv);
  const [anns, mias] = [desk.connect(ann), desk.connect(mia)];
  const expiresAt = anns.chat.session.expiresAt;
  const prolonged = { ...mias.chat.session, expiresAt: expiresAt + 1 };
  desk.sessions.set(prolonged.id, prolonged);
  desk.endSession(ann);
  desk.time.now = expiresAt;
  for (const { chat } of [anns, mias]) chat.receive('{"type":"ping"}');
  await desk.connections.sweep();
  assert.deepEqual([anns.wire.closeCode(), mias.wire.closeCode()], [CLOSE.signedOut, null]);
});

testOnEachDatabase("who is silent for three heartbeats is closed, who pings is not", async (kv) => {
  const desk = liveDeskOn(kv);
  const [silent, alive] = [desk.connect(ann), desk.connect(ann)];
  desk.time.now += 3 * HEARTBEAT_MS;
  await desk.connections.sweep();
  assert.equal(silent.wire.closeCode(), null);
  alive.send({ type: "ping" });
  desk.time.now += 1;
  await desk.connections.sweep();
  assert.deepEqual([silent.wire.closeCode(), alive.wire.closeCode()], [CLOSE.silent, null]);
});

testOnEachDatabase("a slow consumer is closed, and the others go on", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const joining = { requestId, after: 0 };
  const [slow, quick] = [desk.connect(ann, { joining }), desk.connect(mia, { joining })];
  await Promise.all([slow, quick].map(({ wire }) => wire.receives("joined")));
  slow.wire.holds = "for ever";
  const room = await desk.rooms.open(requestId);
  for (let n = 0; slow.wire.closeCode() === null && n < 100; n++) {
    await room.submit(send("漢".repeat(10_000)));
  }
  assert.equal(slow.wire.closeCode(), CLOSE.slow);
  assert(slow.wire.bufferedAmount < SEND_BUFFER_MAX_BYTES + 64 * 1024, "bounded");
  const { seq } = await room.submit(send("on we go"));
  assert.deepEqual(quick.wire.seqs(requestId), range(1, seq));
});

testOnEachDatabase("a long history does not make a slow consumer of whoever joins", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const room = await desk.rooms.open(requestId);
  await Promise.all(range(1, 120).map(() => room.submit(send("漢".repeat(10_000)))));
  for (const takesBatches of [false, true]) {
    const client = desk.connect(mia, { takesBatches });
    client.wire.holds = "until next turn";
    client.send({ type: "joinRequest", requestId, after: 0 });
    await client.wire.receives("joined");
    assert.deepEqual(client.wire.seqs(requestId), range(1, 121));
    await until(() => client.wire.bufferedAmount === 0, "an empty buffer");
  }
});

testOnEachDatabase("a server that stops sends everyone elsewhere", async (kv) => {
  const desk = liveDeskOn(kv);
  const clients = [desk.connect(ann), desk.connect(mia)];
  await desk.connections.review();
  desk.connections.leave(2_000, () => 0.5);
  for (const { wire } of clients) {
    assert.deepEqual(wire.frames.at(-1), { type: "reconnect", afterMs: 1_000 });
    assert.equal(wire.closeCode(), CLOSE.restart);
  }
});
