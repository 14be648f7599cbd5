/** Frames that are refused: each with its code, and the socket goes on. */
import assert from "node:assert/strict";
import type { Caller } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import type { WsClient } from "../helpers/ws_client.ts";

const desk = serverOfThisFile();
const SOME_ID = "01J00000000000000000000000";
const send = { type: "sendMessage", requestId: SOME_ID, clientId: "refused", body: "Hi" };

function inbox(caller: Caller): Promise<WsClient> {
  return desk().socket(caller, "/api/live");
}

/** Asserts that the socket still works. */
async function assertAlive(socket: WsClient): Promise<void> {
  socket.send({ type: "ping", ref: "alive" });
  assert.equal((await socket.take("pong")).ref, "alive");
}

Deno.test("what is no JSON object is refused, and the socket stays open", async () => {
  const { ann } = desk().people;
  for (
    const frames of [["", "x", "{", "undefined"], [
      "null",
      "1",
      '"text"',
      "[]",
      '[{"type":"ping"}]',
    ]]
  ) {
    await using socket = await inbox(ann);
    for (const frame of frames) await socket.refused(frame, "bad_frame");
    await assertAlive(socket);
  }
});

Deno.test("a binary frame is refused, even if it holds JSON", async () => {
  const { ann } = desk().people;
  await using socket = await inbox(ann);
  const bytes = new TextEncoder().encode('{"type":"ping"}');
  const { message } = await socket.refused(bytes, "bad_frame");
  assert.match(message, /binary/);
  await assertAlive(socket);
  assert.equal(socket.frames.filter(({ type }) => type === "pong").length, 1);
});

Deno.test("a type that nobody knows is refused by its name", async () => {
  const { ann } = desk().people;
  for (
    const type of ["nonsense", "", null, 1, "newMessage", "__proto__", "constructor", undefined]
  ) {
    await using socket = await inbox(ann);
    const { message, ref } = await socket.refused({ ...send, type, ref: "r" }, "bad_frame");
    assert.match(message, /^type: /);
    assert.equal(ref, "r");
  }
});

Deno.test("a field that is missing or wrong is named, and the answer says which command it was", async () => {
  const { ann } = desk().people;
  const id = SOME_ID;
  const cases: [object, string][] = [
    [{ type: "joinRequest" }, "requestId"],
    [{ type: "joinRequest", requestId: id, after: -1 }, "after"],
    [{ type: "joinRequest", requestId: id, after: "1" }, "after"],
    [{ type: "joinRequest", requestId: id, after: 1.5 }, "after"],
    [{ type: "joinRequest", requestId: id, epoch: 1 }, "epoch"],
    [{ type: "leaveRequest", requestId: "x" }, "requestId"],
    [{ ...send, clientId: undefined }, "clientId"],
    [{ ...send, clientId: "two words" }, "clientId"],
    [{ ...send, clientId: "x".repeat(65) }, "clientId"],
    [{ ...send, body: undefined }, "body"],
    [{ ...send, body: 1 }, "body"],
    [{ ...send, body: " \n\t " }, "body"],
    [{ ...send, body: "x".repeat(10_001) }, "body"],
    [{ ...send, kind: "secret" }, "kind"],
    [{ ...send, requestId: [SOME_ID] }, "requestId"],
    [{ type: "updateMessage", requestId: id, clientId: "c", body: "b" }, "messageId"],
    [{ type: "deleteMessage", requestId: id, clientId: "c", messageId: "x" }, "messageId"],
    [{ type: "ping", ref: "x".repeat(65) }, "ref"],
    [{ type: "ping", ref: 1 }, "ref"],
  ];
  for (const [frame, field] of cases) {
    await using socket = await inbox(ann);
    const error = await socket.refused(frame, "bad_frame");
    assert.ok(error.message.includes(`${field}: `), `${error.message} names ${field}`);
    assert.equal(error.retryable, false);
  }
  await using socket = await inbox(ann);
  const { ref, requestId, clientId } = await socket.refused(
    { ...send, ref: "r", body: "" },
    "bad_frame",
  );
  assert.deepEqual([ref, requestId, clientId], ["r", SOME_ID, "refused"]);
});

Deno.test("the longest body passes, also in three bytes a character", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  await using socket = await desk().socket(ann, `/api/requests/${requestId}/live`);
  const body = "\u4e16".repeat(10_000);
  await socket.ack({ ...send, requestId, clientId: "longest", body });
  assert.equal((await socket.take("newMessage")).message.body, body);
});

Deno.test("a lone surrogate is refused, since it would change on its way", async () => {
  const { ann } = desk().people;
  await using socket = await inbox(ann);
  const raw = `{"type":"sendMessage","requestId":"${SOME_ID}","clientId":"s","body":"a\\ud800b"}`;
  const { message } = await socket.refused(raw, "bad_frame");
  assert.match(message, /body: .*broken/);
});

Deno.test("names of an object's own insides do nothing", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  await using socket = await desk().socket(ann, `/api/requests/${requestId}/live`);
  const inside = `"__proto__":{"kind":"note","isAdmin":true},"constructor":{"prototype":{}}`;
  socket.send(
    `{"type":"sendMessage","requestId":"${requestId}","clientId":"p","body":"Hi",${inside}}`,
  );
  const { message } = await socket.take("newMessage");
  assert.equal(message.kind, "public");
  assert.ok(!("isAdmin" in message) && !Object.hasOwn(message, "__proto__"));
  const fromProto = `{"__proto__":{"type":"ping"}}`;
  await socket.refused(fromProto, "bad_frame");
});

Deno.test("a frame one byte too large closes the socket with 1009, and one that fits does not", async () => {
  const { ann } = desk().people;
  const fill = (bytes: number): string => {
    const empty = '{"type":"ping","fill":""}';
    return empty.replace('""', `"${"x".repeat(bytes - empty.length)}"`);
  };
  await using socket = await inbox(ann);
  socket.send(fill(64 * 1024));
  await socket.take("pong");
  await socket.refused(fill(64 * 1024 + 1), "too_large");
  assert.equal((await socket.closing()).code, 1009);
  // It is bytes that count: half as many characters are too many as well.
  await using wide = await inbox(ann);
  wide.send(`{"type":"ping","fill":"${"\u4e16".repeat(22_000)}"}`);
  assert.equal((await wide.closing()).code, 1009);
});

Deno.test("ten bad frames in a minute close the socket with 4400", async () => {
  const { ann } = desk().people;
  await using socket = await inbox(ann);
  for (let index = 0; index < 9; index++) await socket.refused("x", "bad_frame");
  await assertAlive(socket);
  await socket.refused("x", "bad_frame");
  assert.equal((await socket.closing()).code, 4400);
});
