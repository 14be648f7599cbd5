import assert from "node:assert/strict";
import type { ErrorFrame } from "../../lib/model/events.ts";
import { CLOSE } from "../../lib/model/events.ts";
import { BAD_FRAMES_MAX, BODY_MAX, FRAME_MAX_BYTES, JOINS_MAX } from "../../lib/model/limits.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { openRequest } from "../helpers/desk.ts";
import { type Client, liveDeskOn } from "../helpers/live_desk.ts";
import { ann, mia, otto } from "../helpers/people.ts";

const NOWHERE = "01J0000000000000000000000X";
const MINUTE_MS = 60_000;

/** The answer to one frame, whatever it is made of. */
async function refusalOf({ chat, wire }: Client, data: unknown): Promise<ErrorFrame> {
  const before = wire.framesOf("error").length;
  chat.receive(data);
  return await wire.receives("error", before + 1);
}

testOnEachDatabase("a bad frame is refused, naming the field", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const send = { type: "sendMessage", requestId, clientId: "one", body: "hello" };
  const cases: [unknown, RegExp][] = [
    [new ArrayBuffer(8), /frame/],
    ["hello", /frame/],
    ["", /frame/],
    ["null", /frame/],
    ["[]", /frame/],
    [`[${JSON.stringify(send)}]`, /frame/],
    [{}, /type/],
    [{ type: "typing", requestId, active: true }, /type/],
    [{ type: "react", requestId, clientId: "one", emoji: "👍", on: true }, /type/],
    [{ type: "__proto__" }, /type/],
    [{ type: "constructor" }, /type/],
    [{ type: "joinRequest" }, /requestId/],
    [{ type: "joinRequest", requestId: "toString" }, /requestId/],
    [{ type: "joinRequest", requestId, after: -1 }, /after/],
    [{ type: "joinRequest", requestId, after: 1.5 }, /after/],
    [{ type: "joinRequest", requestId, after: "1" }, /after/],
    [`{"type":"joinRequest","requestId":"${requestId}","after":1e400}`, /after/],
    [{ type: "joinRequest", requestId, after: 2 ** 53 }, /after/],
    [{ type: "ping", ref: 7 }, /ref/],
    [{ type: "ping", ref: "r".repeat(65) }, /ref/],
    [{ ...send, clientId: "" }, /clientId/],
    [{ ...send, clientId: "c".repeat(65) }, /clientId/],
    [{ ...send, clientId: "a\u0000b" }, /clientId/],
    [{ ...send, clientId: "\ud800" }, /clientId/],
    [{ ...send, body: " \n\t " }, /body/],
    [{ ...send, body: "x".repeat(BODY_MAX + 1) }, /body/],
    [{ ...send, body: "broken \ud800" }, /body/],
    [{ ...send, body: 7 }, /body/],
    [{ ...send, kind: "secret" }, /kind/],
    [{ type: "updateMessage", requestId, clientId: "one", body: "hi" }, /messageId/],
    [{ type: "deleteMessage", requestId, messageId: NOWHERE }, /clientId/],
  ];
  for (const [frame, field] of cases) {
    const data = frame instanceof ArrayBuffer || typeof frame === "string"
      ? frame
      : JSON.stringify(frame);
    const client = desk.connect(ann);
    const { code, message, retryable } = await refusalOf(client, data);
    assert.deepEqual([code, retryable], ["bad_frame", false], message);
    assert.match(message, field);
    assert.equal(client.wire.closeCode(), null, "the socket stays open");
  }
  assert.equal((await desk.requests.get(ann, requestId)).head, 1, "nothing was stored");
});

testOnEachDatabase("a refusal repeats the labels that it can read", async (kv) => {
  const desk = liveDeskOn(kv);
  const client = desk.connect(ann);
  const labels = { ref: "r\u0001\u2028\ud83d", requestId: NOWHERE, clientId: "__proto__" };
  const bad = await refusalOf(client, JSON.stringify({ type: "react", ...labels }));
  assert.deepEqual([bad.ref, bad.requestId, bad.clientId], Object.values(labels));
  const body = { ...labels, type: "sendMessage", body: "hello" };
  const refused = await refusalOf(client, JSON.stringify(body));
  assert.deepEqual([refused.code, refused.ref, refused.requestId, refused.clientId], [
    "not_found",
    ...Object.values(labels),
  ]);
  const strange = { type: "ping", ref: ["r"], requestId: 7, clientId: "c".repeat(65) };
  const silent = await refusalOf(client, JSON.stringify(strange));
  assert.deepEqual([silent.ref, silent.requestId, silent.clientId], Array(3).fill(undefined));
});

testOnEachDatabase("ten bad frames within a minute close the socket", async (kv) => {
  const desk = liveDeskOn(kv);
  const { chat, wire } = desk.connect(ann);
  for (let n = 0; n < BAD_FRAMES_MAX - 1; n++) chat.receive("bad");
  desk.time.now += MINUTE_MS;
  for (let n = 0; n < BAD_FRAMES_MAX - 1; n++) chat.receive("bad");
  assert.equal(wire.closeCode(), null);
  chat.receive("bad");
  assert.equal(wire.closeCode(), CLOSE.badFrames);
  assert.equal(wire.framesOf("error").length, 2 * BAD_FRAMES_MAX - 1);
  chat.receive("bad");
  await refusalOf(desk.connect(ann), "bad");
});

testOnEachDatabase("a frame of 64 KiB is read, one byte more closes the socket", async (kv) => {
  const desk = liveDeskOn(kv);
  for (const filler of ["x", "漢"]) {
    const [head, tail] = ['{"type":"ping","ref":"r","filler":"', '"}'];
    const bytes = FRAME_MAX_BYTES - head.length - tail.length;
    const width = new TextEncoder().encode(filler).length;
    const text = filler.repeat(Math.floor(bytes / width)) + "x".repeat(bytes % width);
    const { chat, wire } = desk.connect(ann);
    chat.receive(head + text + tail);
    assert.equal(wire.framesOf("pong").length, 1);
    chat.receive(`${head}${text}x${tail}`);
    assert.equal(wire.frames.at(-1)?.type, "error");
    assert.equal(wire.framesOf("error")[0]?.code, "too_large");
    assert.equal(wire.closeCode(), CLOSE.tooLarge);
  }
  await desk.rooms.drained();
});

testOnEachDatabase("an outsider is told the same as of what does not exist", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk, ann);
  const frames = [
    { type: "joinRequest" },
    { type: "sendMessage", clientId: "one", body: "hello" },
    { type: "updateMessage", clientId: "two", messageId: NOWHERE, body: "hello" },
    { type: "deleteMessage", clientId: "three", messageId: NOWHERE },
  ];
  for (const frame of frames) {
    const client = desk.connect(otto);
    const here = await refusalOf(client, JSON.stringify({ ...frame, requestId }));
    const nowhere = await refusalOf(client, JSON.stringify({ ...frame, requestId: NOWHERE }));
    if (frame.type.endsWith("eMessage")) assert.equal(here.code, "not_found");
    else assert.deepEqual(here, { ...nowhere, requestId });
  }
});

testOnEachDatabase(
  "a cursor beyond the head and one of another history are refused",
  async (kv) => {
    const desk = liveDeskOn(kv);
    const requestId = await openRequest(desk);
    const client = desk.connect(ann);
    const join = (more: object) =>
      refusalOf(client, JSON.stringify({ type: "joinRequest", requestId, ref: "j", ...more }));
    assert.equal((await join({ after: 2 })).code, "bad_cursor");
    assert.equal((await join({ after: Number.MAX_SAFE_INTEGER })).code, "bad_cursor");
    assert.equal((await join({ after: 0, epoch: "before the backup" })).code, "stale_epoch");
    assert.deepEqual(client.wire.framesOf("joined"), []);
  },
);

testOnEachDatabase("a socket joins so many requests and no more", async (kv) => {
  const desk = liveDeskOn(kv);
  const client = desk.connect(mia);
  const ids: string[] = [];
  for (let n = 0; n <= JOINS_MAX; n++) ids.push(await openRequest(desk));
  for (const requestId of ids.slice(1)) client.send({ type: "joinRequest", requestId });
  await client.wire.receives("joined", JOINS_MAX);
  const one = JSON.stringify({ type: "joinRequest", requestId: ids[0] });
  assert.equal((await refusalOf(client, one)).code, "rate_limited");
  client.send({ type: "leaveRequest", requestId: ids[1]! });
  client.send({ type: "joinRequest", requestId: ids[0]! });
  await client.wire.receives("joined", JOINS_MAX + 1);
});
