/** What clients ask for over a socket, and what everybody in the request gets to see of it. */
import assert from "node:assert/strict";
import type { Message } from "../../lib/model/message.ts";
import type { Caller } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import type { WsClient } from "../helpers/ws_client.ts";

const desk = serverOfThisFile();

async function joined(caller: Caller, requestId: string): Promise<WsClient> {
  const socket = await desk().socket(caller, `/api/requests/${requestId}/live`);
  await socket.take("joined");
  return socket;
}

Deno.test("a message is acknowledged, and reaches everybody, its sender included", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  await using sender = await joined(ann, requestId);
  await using reader = await joined(mia, requestId);
  const body = "  Hello\r\nthere ";
  const command = { type: "sendMessage", ref: "r1", requestId, clientId: "one", body };
  const ack = await sender.ack(command);
  const { messageId } = ack;
  assert.deepEqual(ack, {
    type: "ack",
    ref: "r1",
    requestId,
    clientId: "one",
    seq: 2,
    messageId,
    duplicate: false,
  });
  const event = await reader.take("newMessage");
  assert.deepEqual([event.requestId, event.seq], [requestId, 2]);
  const { author, body: stored, id, clientId, kind, seq } = event.message;
  assert.deepEqual(
    [author, stored, id, clientId, kind, seq],
    [await ann.user(), "Hello\nthere", messageId, "one", "public", 2],
  );
  assert.deepEqual(await sender.take("newMessage"), event);
  const page = JSON.parse((await mia.get(`/api/requests/${requestId}/messages`)).text);
  assert.deepEqual(page.messages[1], event.message, "the log says the same");
});

Deno.test("an edit and a deletion reach everybody with their own numbers", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  await using reader = await joined(mia, requestId);
  await using sender = await joined(ann, requestId);
  const { messageId } = await sender.ack({
    type: "sendMessage",
    requestId,
    clientId: "send",
    body: "Wrnog",
  });
  const about = { requestId, messageId };
  const edit = { type: "updateMessage", clientId: "edit", body: "Right", ...about };
  assert.equal((await sender.ack(edit)).seq, 3);
  const updated = await reader.take("messageUpdated");
  assert.deepEqual([updated.seq, updated.message.seq, updated.message.body], [3, 2, "Right"]);
  assert.notEqual(updated.message.editedAt, null);
  const ack = await sender.ack({ type: "deleteMessage", clientId: "delete", ...about });
  assert.deepEqual([ack.seq, ack.messageId], [4, messageId]);
  const deleted = await reader.take("messageDeleted");
  assert.deepEqual([deleted.seq, deleted.messageId], [4, messageId]);
  assert.deepEqual([deleted.message.body, deleted.message.attachments], ["", []]);
  assert.notEqual(deleted.message.deletedAt, null);
});

Deno.test("what is done over REST reaches the sockets, and the other way round", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  await using reader = await joined(ann, requestId);
  const sent: Message = await mia.send(requestId, "By REST");
  assert.deepEqual((await reader.take("newMessage")).message, sent);
  const path = `/api/requests/${requestId}`;
  await mia.call("PATCH", path, { body: { status: "pending", title: "Renamed" } });
  const { seq, request, changes } = await reader.take("requestUpdated");
  assert.deepEqual([seq, changes], [3, { status: "pending", title: "Renamed" }]);
  assert.deepEqual(
    [request.id, request.status, request.title, request.head],
    [requestId, "pending", "Renamed", 3],
  );
  const stored = JSON.parse((await ann.get(path)).text);
  assert.deepEqual(stored.request, request);
});

Deno.test("a note reaches an agent, and a requester only as a number", async () => {
  const { ann, mia, max } = desk().people;
  const { id: requestId } = await ann.open();
  await using requester = await joined(ann, requestId);
  await using agent = await joined(mia, requestId);
  await using author = await joined(max, requestId);
  const about = { requestId };
  const { messageId } = await author.ack({
    type: "sendMessage",
    clientId: "note",
    kind: "note",
    body: "Not for Ann",
    ...about,
  });
  await author.ack({
    type: "updateMessage",
    clientId: "edit",
    body: "Nor this",
    messageId,
    ...about,
  });
  await author.ack({ type: "deleteMessage", clientId: "delete", messageId, ...about });
  await author.ack({ type: "sendMessage", clientId: "public", body: "For all", ...about });
  for (const socket of [requester, agent]) await socket.take("newMessage", ({ seq }) => seq === 5);
  assert.deepEqual(
    requester.log(requestId).slice(0, 3),
    [2, 3, 4].map((seq) => ({ type: "hidden", requestId, seq })),
  );
  assert.ok(!requester.texts.join().match(/Not for Ann|Nor this|messageUpdated|messageDeleted/));
  assert.deepEqual(
    agent.log(requestId).map(({ type, seq }) => [type, seq]),
    [["newMessage", 2], ["messageUpdated", 3], ["messageDeleted", 4], ["newMessage", 5]],
  );
});

Deno.test("markup, quotes and odd characters arrive as they were sent, in every field", async () => {
  const { ann, mia } = desk().people;
  const attack = `<script>alert("1")</script>'"&amp;\u2028\u{1f600}\\n{{x}}\u0001`;
  const line = attack.replaceAll("\u2028", " ").replaceAll("\u0001", " ").trim();
  const request = await ann.open(attack, attack);
  assert.equal(request.title, line);
  const { id: requestId } = request;
  const label = `<script>alert("1")</script>'"&`;
  const clientId = `<script>alert(1)</script>'"`;
  await using socket = await joined(ann, requestId);
  const ack = await socket.ack({
    type: "sendMessage",
    ref: label,
    requestId,
    clientId,
    body: attack,
  });
  assert.deepEqual([ack.ref, ack.clientId], [label, clientId]);
  const { message } = await socket.take("newMessage");
  assert.deepEqual([message.body, message.clientId], [attack, clientId]);
  await mia.call("PATCH", `/api/requests/${requestId}`, { body: { title: attack } });
  assert.equal((await socket.take("requestUpdated")).changes.title, line);
  socket.send({ type: "ping", ref: label });
  assert.equal((await socket.take("pong")).ref, label);
});

Deno.test("a ping is answered with the time, and the ref if there is one", async () => {
  const { ann } = desk().people;
  await using socket = await desk().socket(ann, "/api/live");
  socket.send({ type: "ping", ref: "now" });
  const { ref, at } = await socket.take("pong");
  assert.equal(ref, "now");
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
  socket.send({ type: "ping", unknownField: true });
  assert.ok(!("ref" in await socket.take("pong")));
});

Deno.test("who has left hears nothing more, and may join again", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  await using socket = await joined(ann, requestId);
  socket.send({ type: "leaveRequest", ref: "bye", requestId });
  assert.deepEqual(await socket.take("left"), { type: "left", ref: "bye", requestId });
  await mia.send(requestId, "Unheard");
  await socket.settled();
  assert.deepEqual(socket.log(requestId), []);
  socket.send({ type: "joinRequest", ref: "again", requestId, after: 1 });
  const { ref, head } = await socket.take("joined");
  assert.deepEqual([ref, head, socket.log(requestId).length], ["again", 2, 1]);
});

Deno.test("one socket joins several requests, and keeps them apart", async () => {
  const { ann, otto, mia } = desk().people;
  const [first, second] = [await ann.open("First"), await otto.open("Second")];
  await using socket = await desk().socket(mia, "/api/live");
  for (const { id } of [first, second]) socket.send({ type: "joinRequest", requestId: id });
  await socket.take("joined", ({ requestId }) => requestId === first.id);
  await socket.take("joined", ({ requestId }) => requestId === second.id);
  await ann.send(first.id, "To the first");
  await otto.send(second.id, "To the second");
  const bodies: string[] = [];
  for (const { id } of [first, second]) {
    const { message } = await socket.take("newMessage", ({ requestId }) => requestId === id);
    bodies.push(message.body);
  }
  assert.deepEqual(bodies, ["To the first", "To the second"]);
});

Deno.test("commands of one socket take effect in the order in which they were sent", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  await using socket = await joined(ann, requestId);
  const count = 200;
  for (let index = 0; index < count; index++) {
    socket.send({
      type: "sendMessage",
      requestId,
      clientId: `in-order-${index}`,
      body: `${index}`,
    });
  }
  await socket.take("newMessage", ({ seq }) => seq === count + 1);
  const bodies = socket.log(requestId).map((frame) => "message" in frame && frame.message.body);
  assert.deepEqual(bodies, Array.from({ length: count }, (_, index) => `${index}`));
});
