/** Sockets of people whose rights change: put out of a request, or joined afresh. */
import assert from "node:assert/strict";
import { CLOSE } from "../../lib/model/events.ts";
import { SEND_BUFFER_MAX_BYTES } from "../../lib/model/limits.ts";
import { grant, revoke, send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { openRequest } from "../helpers/desk.ts";
import { range } from "../helpers/fake_member.ts";
import { liveDeskOn } from "../helpers/live_desk.ts";
import { ann, lin, mia } from "../helpers/people.ts";

testOnEachDatabase(
  "who is put out of a request loses its socket, and its place on others",
  async (kv) => {
    const desk = liveDeskOn(kv);
    const requestId = await openRequest(desk);
    const room = await desk.rooms.open(requestId);
    await room.submit(grant(lin));
    const [live, inbox] = [desk.connect(lin, { joining: { requestId } }), desk.connect(lin)];
    inbox.send({ type: "joinRequest", requestId });
    await Promise.all([live, inbox].map(({ wire }) => wire.receives("joined")));
    await Promise.all([room.submit(revoke(lin.id)), room.submit(send("secret"))]);
    assert.deepEqual([live.wire.closeCode(), inbox.wire.closeCode()], [CLOSE.noAccess, null]);
    assert.deepEqual(inbox.wire.framesOf("error").map(({ code }) => code), ["forbidden"]);
    assert.deepEqual(inbox.wire.framesOf("left").map((frame) => frame.requestId), [requestId]);
    for (const { wire } of [live, inbox]) assert.deepEqual(wire.seqs(requestId), []);
    inbox.send({ type: "sendMessage", requestId, clientId: "late", body: "still here?" });
    assert.equal((await inbox.wire.receives("error", 2)).code, "not_found");
  },
);

testOnEachDatabase(
  "who was put out between the upgrade and the joining is turned away",
  async (kv) => {
    const desk = liveDeskOn(kv);
    const requestId = await openRequest(desk);
    const { wire } = desk.connect(lin, { joining: { requestId, after: 0 } });
    assert.equal(await wire.closes(), CLOSE.noAccess);
    assert.deepEqual(wire.seqs(requestId), []);
  },
);

testOnEachDatabase("whose role changes and who stays has joined afresh", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk, mia);
  const room = await desk.rooms.open(requestId);
  const { wire } = desk.connect(mia, { joining: { requestId, after: 0 } });
  await wire.receives("joined");
  await room.submit(send("a note", { kind: "note" }));
  desk.changeRole(mia, "requester");
  await desk.connections.review();
  const { head, members } = await wire.receives("joined", 2);
  assert.deepEqual([head, members.map(({ role }) => role)], [2, ["requester"]]);
  await room.submit(send("a secret", { kind: "note" }));
  desk.changeRole(mia, "agent");
  await desk.connections.review();
  assert.equal((await wire.receives("joined", 3)).head, 3);
  await room.submit(send("another note", { kind: "note" }));
  assert.deepEqual(wire.seqs(requestId), range(1, 4));
  assert.deepEqual(wire.frames.filter(({ type }) => type === "hidden").length, 1);
});

testOnEachDatabase("a role with the same rights changes nothing of a joining", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const { wire } = desk.connect(mia, { joining: { requestId, after: 0 } });
  await wire.receives("joined");
  desk.changeRole(mia, "admin");
  await desk.connections.review();
  assert.equal(wire.framesOf("joined").length, 1);
});

testOnEachDatabase(
  "a role that changes during a replay brings no joining before its end",
  async (kv) => {
    const desk = liveDeskOn(kv);
    const requestId = await openRequest(desk, mia);
    const { wire, send: sendFrame } = desk.connect(mia, { joining: { requestId, after: 0 } });
    await wire.receives("joined");
    wire.bufferedAmount = SEND_BUFFER_MAX_BYTES;
    sendFrame({ type: "joinRequest", requestId, after: 0 });
    await wire.receives("newMessage", 2);
    desk.changeRole(mia, "requester");
    await desk.connections.review();
    assert.equal(wire.framesOf("joined").length, 1);
    wire.bufferedAmount = 0;
    await wire.receives("joined", 2);
  },
);

testOnEachDatabase("a demoted agent stays in the requests that they were let into", async (kv) => {
  const desk = liveDeskOn(kv);
  const [theirs, others] = [await openRequest(desk, ann), await openRequest(desk, ann)];
  await (await desk.rooms.open(theirs)).submit(grant({ ...mia, role: "requester" }));
  const { wire, send: sendFrame } = desk.connect(mia);
  for (const requestId of [theirs, others]) sendFrame({ type: "joinRequest", requestId });
  await wire.receives("joined", 2);
  desk.changeRole(mia, "requester");
  await desk.connections.review();
  assert.equal((await wire.receives("joined", 3)).requestId, theirs);
  assert.deepEqual(wire.framesOf("left").map(({ requestId }) => requestId), [others]);
});
