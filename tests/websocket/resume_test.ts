/** Coming back: cursors, epochs, and commands that are sent again. */
import assert from "node:assert/strict";
import type { Caller } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import type { WsClient } from "../helpers/ws_client.ts";

const desk = serverOfThisFile({ isolates: 2 });

function live(caller: Caller, requestId: string, query = "", protocols?: string[]) {
  const options = protocols ? { protocols } : {};
  return desk().socket(caller, `/api/requests/${requestId}/live${query}`, options);
}

const seqsOf = (socket: WsClient, requestId: string): number[] =>
  socket.log(requestId).map(({ seq }) => seq);

Deno.test("a cursor beyond the head is refused", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  await using inbox = await desk().socket(ann, "/api/live");
  const join = { type: "joinRequest", requestId, ref: "far" };
  const error = await inbox.refused({ ...join, after: 2 }, "bad_cursor");
  assert.deepEqual([error.ref, error.requestId], ["far", requestId]);
  await using socket = await live(ann, requestId, "?after=99");
  assert.equal((await socket.take("error")).code, "bad_cursor");
  socket.send({ ...join, after: 1 });
  assert.equal((await socket.take("joined")).head, 1, "with a good one it gets in");
});

Deno.test("a cursor of another history is refused", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  await using socket = await live(ann, requestId, "?after=1&epoch=another");
  assert.equal((await socket.take("error")).code, "stale_epoch");
  const join = { type: "joinRequest", requestId, after: 0 };
  await socket.refused({ ...join, epoch: "01J00000000000000000000000" }, "stale_epoch");
  socket.send(join);
  const { epoch } = await socket.take("joined");
  socket.send({ ...join, epoch });
  assert.equal((await socket.take("joined")).epoch, epoch);
});

Deno.test("who comes back gets what they missed, in order, and then `joined`", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  for (let index = 2; index <= 8; index++) await mia.send(requestId, `No. ${index}`);
  await using socket = await live(ann, requestId, "?after=3");
  assert.equal((await socket.take("joined")).head, 8);
  assert.deepEqual(seqsOf(socket, requestId), [4, 5, 6, 7, 8]);
  assert.deepEqual(
    socket.frames.map(({ type }) => type),
    ["welcome", ...Array(5).fill("newMessage"), "joined"],
  );
  await mia.send(requestId, "No. 9");
  await socket.take("newMessage", ({ seq }) => seq === 9);
  assert.deepEqual(seqsOf(socket, requestId), [4, 5, 6, 7, 8, 9]);
});

Deno.test("from 0 the whole log is replayed, notes as numbers alone", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  await mia.send(requestId, "For agents", "note");
  const { id: messageId } = await mia.send(requestId, "For all");
  const path = `/api/requests/${requestId}`;
  await mia.call("DELETE", `${path}/messages/${messageId}`, { body: { clientId: "delete" } });
  await mia.call("PATCH", path, { body: { status: "solved" } });
  await using socket = await live(ann, requestId, "?after=0");
  await socket.take("joined");
  assert.deepEqual(
    socket.log(requestId).map(({ type, seq }) => [seq, type]),
    [
      [1, "newMessage"],
      [2, "hidden"],
      [3, "newMessage"],
      [4, "messageDeleted"],
      [5, "requestUpdated"],
    ],
  );
  assert.ok(!socket.texts.join().includes("For agents"));
});

Deno.test("whoever asked for batches gets several frames in one text, in order", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  const count = 100;
  await using writer = await live(mia, requestId);
  for (let index = 0; index < count; index++) {
    writer.send({
      type: "sendMessage",
      requestId,
      clientId: `b-${index}`,
      body: "x".repeat(2_000),
    });
  }
  await writer.take("newMessage", ({ seq }) => seq === count + 1);
  await using batched = await live(ann, requestId, "?after=0", ["hotline.v1.batch", "hotline.v1"]);
  await using plain = await live(ann, requestId, "?after=0", ["hotline.v1"]);
  await Promise.all([batched.take("joined"), plain.take("joined")]);
  assert.deepEqual(batched.log(requestId), plain.log(requestId));
  assert.equal(seqsOf(plain, requestId).length, count + 1);
  assert.ok(plain.texts.every((text) => text.startsWith("{")));
  assert.ok(batched.texts.length < count / 4, `${batched.texts.length} texts`);
  for (const text of batched.texts) assert.ok(new TextEncoder().encode(text).length <= 64 * 1024);
});

Deno.test("joining again with a cursor closes a gap", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  await using socket = await live(ann, requestId);
  await socket.take("joined");
  await mia.send(requestId, "Seen");
  await socket.take("newMessage");
  socket.send({ type: "joinRequest", requestId, after: 0 });
  await socket.take("joined");
  await mia.send(requestId, "After");
  await socket.take("newMessage", ({ seq }) => seq === 3);
  assert.deepEqual(seqsOf(socket, requestId), [2, 1, 2, 3]);
});

Deno.test("a command sent again on any connection takes effect once", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  await using reader = await live(mia, requestId);
  await reader.take("joined");
  const command = { type: "sendMessage", requestId, clientId: "again", body: "Once" };
  await using first = await live(ann, requestId);
  const ack = await first.ack(command);
  assert.equal(ack.duplicate, false);
  // Connections spread over the isolates: among several, some meet another one.
  for (let index = 0; index < 6; index++) {
    await using socket = await live(ann, requestId);
    const again = await socket.ack({ ...command, body: "Another text" });
    assert.deepEqual(again, { ...ack, duplicate: true });
  }
  const byRest = await ann.post(`/api/requests/${requestId}/messages`, command);
  assert.equal(byRest.status, 200);
  await mia.send(requestId, "The next");
  await reader.take("newMessage", ({ seq }) => seq === 3);
  assert.deepEqual(seqsOf(reader, requestId), [2, 3]);
});

Deno.test("edits and deletions sent again take effect once", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  const { id: messageId } = await ann.send(requestId, "First");
  await using one = await live(ann, requestId);
  await using other = await live(ann, requestId);
  const about = { requestId, messageId };
  for (
    const command of [
      { type: "updateMessage", clientId: "edit", body: "Second", ...about },
      { type: "deleteMessage", clientId: "delete", ...about },
    ]
  ) {
    const ack = await one.ack(command);
    assert.deepEqual(await other.ack(command), { ...ack, duplicate: true });
  }
  const { text } = await ann.get(`/api/requests/${requestId}`);
  assert.match(text, /"head":4,/);
});

Deno.test("the same id of two people is two commands", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  await using one = await live(ann, requestId);
  await using other = await live(mia, requestId);
  const command = { type: "sendMessage", requestId, clientId: "shared", body: "Hi" };
  const acks = [await one.ack(command), await other.ack(command)];
  assert.deepEqual(acks.map(({ seq, duplicate }) => [seq, duplicate]), [[2, false], [3, false]]);
});
