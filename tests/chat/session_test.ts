import assert from "node:assert/strict";
import { FRAME_MAX_BYTES } from "../../lib/model/limits.ts";
import { send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { EPOCH, openRequest } from "../helpers/desk.ts";
import { range } from "../helpers/fake_member.ts";
import { liveDeskOn } from "../helpers/live_desk.ts";
import { ann, mia } from "../helpers/people.ts";

testOnEachDatabase("a socket is welcomed before anything else", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const { wire, chat } = desk.connect(ann, { joining: { requestId, after: 0, epoch: EPOCH } });
  const joined = await wire.receives("joined");
  assert.deepEqual(wire.frames.map(({ type }) => type), ["welcome", "newMessage", "joined"]);
  assert.deepEqual(wire.framesOf("welcome")[0]?.user, ann);
  assert.deepEqual([joined.head, joined.epoch, joined.members], [1, EPOCH, [ann]]);
  desk.connections.remove(chat);
  assert.equal(desk.connections.size, 0);
});

testOnEachDatabase(
  "every command is answered with its ref, and takes effect in order",
  async (kv) => {
    const desk = liveDeskOn(kv);
    const requestId = await openRequest(desk);
    const { wire, send } = desk.connect(ann);
    send({ type: "joinRequest", ref: "r1", requestId });
    send({ type: "sendMessage", ref: "r2", requestId, clientId: "one", body: " hello\r\n" });
    send({ type: "ping", ref: "r0" });
    const { messageId } = await wire.receives("ack");
    assert(messageId);
    send({ type: "updateMessage", ref: "r3", requestId, clientId: "two", messageId, body: "hi" });
    send({ type: "deleteMessage", ref: "r4", requestId, clientId: "three", messageId });
    send({ type: "sendMessage", ref: "r5", requestId, clientId: "one", body: "again" });
    await wire.receives("ack", 4);
    send({ type: "leaveRequest", ref: "r6", requestId });
    await wire.receives("left");

    const answers = wire.frames.flatMap((frame) => "ref" in frame ? [[frame.type, frame.ref]] : []);
    assert.deepEqual(answers, [
      ["pong", "r0"],
      ["joined", "r1"],
      ["ack", "r2"],
      ["ack", "r3"],
      ["ack", "r4"],
      ["ack", "r5"],
      ["left", "r6"],
    ]);
    const acks = wire.framesOf("ack");
    assert.deepEqual(acks.map(({ seq, duplicate }) => [seq, duplicate]), [
      [2, false],
      [3, false],
      [4, false],
      [2, true],
    ]);
    assert.deepEqual(acks.map((ack) => ack.messageId), Array(4).fill(messageId));
    assert.deepEqual(wire.seqs(requestId), [2, 3, 4]);
    assert.equal(wire.framesOf("newMessage")[0]?.message.body, "hello");
  },
);

testOnEachDatabase("acknowledgements of a flood come in the order of its commands", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const client = desk.connect(ann);
  client.send({ type: "joinRequest", requestId });
  for (const n of range(1, 500)) {
    client.send({ type: "sendMessage", requestId, clientId: `c${n}`, body: `${n}` });
  }
  await client.wire.receives("ack", 500);
  assert.deepEqual(client.wire.framesOf("ack").map(({ clientId }) => clientId), [
    ...range(1, 500).map((n) => `c${n}`),
  ]);
  assert.deepEqual(client.wire.seqs(requestId), range(2, 501));
});

testOnEachDatabase(
  "joined comes after everything up to its head, and before the rest",
  async (kv) => {
    const desk = liveDeskOn(kv);
    const requestId = await openRequest(desk);
    const room = await desk.rooms.open(requestId);
    const clients = range(1, 20).map(() => desk.connect(mia));
    const writing = range(1, 60).map((n) => room.submit(send(`${n}`)));
    for (const client of clients) {
      await room.submit(send("one more"));
      client.send({ type: "joinRequest", requestId, after: 0 });
    }
    await Promise.all(writing);
    await Promise.all(clients.map(({ wire }) => wire.receives("joined")));
    await room.submit(send("the last"));
    for (const { wire } of clients) {
      assert.deepEqual(wire.seqs(requestId), range(1, 82));
      const at = wire.frames.findIndex(({ type }) => type === "joined");
      const before = wire.frames.slice(0, at).filter(({ type }) => type === "newMessage");
      assert.equal(before.length, wire.framesOf("joined")[0]?.head);
    }
  },
);

testOnEachDatabase("a requester gets of a note its number alone, live and replayed", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const [requester, agent] = [desk.connect(ann), desk.connect(mia)];
  const batched = desk.connect(ann, { takesBatches: true });
  const everyone = [requester, agent, batched];
  for (const client of everyone) client.send({ type: "joinRequest", requestId });
  await Promise.all(everyone.map(({ wire }) => wire.receives("joined")));
  const note = { requestId, body: "secret", kind: "note" as const };
  agent.send({ type: "sendMessage", clientId: "one", ...note });
  const { messageId } = await agent.wire.receives("ack");
  const about = { requestId, messageId: messageId! };
  agent.send({ type: "updateMessage", clientId: "two", ...about, body: "secret too" });
  agent.send({ type: "deleteMessage", clientId: "three", ...about });
  await agent.wire.receives("ack", 3);
  requester.send({ type: "joinRequest", requestId, after: 1 });
  await requester.wire.receives("joined", 2);
  for (const { wire } of [requester, batched]) {
    assert(!wire.texts.join().includes("secret") && !wire.texts.join().includes(messageId!));
  }
  assert.deepEqual(requester.wire.seqs(requestId), [2, 3, 4, 2, 3, 4]);
  assert.equal(batched.wire.framesOf("hidden").length, 3);
  requester.send({ type: "deleteMessage", clientId: "four", ...about });
  assert.equal((await requester.wire.receives("error")).code, "not_found");
  requester.send({ type: "sendMessage", clientId: "five", ...note });
  assert.equal((await requester.wire.receives("error", 2)).code, "forbidden");
});

testOnEachDatabase("who takes batches gets the same events in fewer texts", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const bodies = range(1, 99).map((n) => "漢".repeat(n % 10 === 0 ? 10_000 : n));
  await desk.log.append(requestId, bodies.slice(0, 9).map((body) => send(body)), null);
  const room = await desk.rooms.open(requestId);
  await Promise.all(bodies.slice(9).map((body) => room.submit(send(body))));
  const joining = { requestId, after: 0 };
  const plain = desk.connect(ann, { joining });
  const batched = desk.connect(ann, { joining, takesBatches: true });
  await Promise.all([plain, batched].map(({ wire }) => wire.receives("joined")));
  assert.deepEqual(batched.wire.framesOf("newMessage"), plain.wire.framesOf("newMessage"));
  assert.equal(plain.wire.texts.length, 102);
  assert(batched.wire.texts.length < 40, `${batched.wire.texts.length} texts`);
  const longest = Math.max(
    ...batched.wire.texts.map((text) => new TextEncoder().encode(text).length),
  );
  assert(longest <= FRAME_MAX_BYTES, `${longest} bytes`);
});

testOnEachDatabase("who leaves while still joining has left in the end", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const client = desk.connect(ann);
  client.send({ type: "joinRequest", requestId, after: 0 });
  client.send({ type: "leaveRequest", requestId });
  await client.wire.receives("left");
  assert.deepEqual(client.wire.frames.slice(1).map(({ type }) => type), [
    "newMessage",
    "joined",
    "left",
  ]);
  await (await desk.rooms.open(requestId)).submit(send("after"));
  assert.deepEqual(client.wire.seqs(requestId), [1]);
});
