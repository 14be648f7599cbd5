// What the generator reads and writes on its sockets.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DIALECTS, type Incoming } from "../../bench/load/dialect.ts";
import { clientFrame, FrameReader, OPCODE } from "../../bench/load/frame_reader.ts";

function serverFrame(text: string): Buffer {
  const { length } = text;
  const head = length < 126
    ? Buffer.from([0x81, length])
    : Buffer.from([0x81, 126, length >> 8, length & 0xff]);
  return Buffer.concat([head, Buffer.from(text)]);
}

Deno.test("frames are cut the same however they arrive", () => {
  const sent = ["", "short", "x".repeat(125), "y".repeat(126), "z".repeat(5_000)];
  const bytes = Buffer.concat(sent.map(serverFrame));
  for (const size of [1, 2, 7, 1_000, bytes.length]) {
    const got: string[] = [];
    const reader = new FrameReader((opcode, payload) => {
      assert.equal(opcode, OPCODE.text);
      got.push(payload.toString());
    });
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    assert.deepEqual(got, sent);
  }
});

Deno.test("a client's frame is masked, with zeros", () => {
  assert.deepEqual([...clientFrame(OPCODE.text, Buffer.from("hi"))], [
    0x81,
    0x82,
    0,
    0,
    0,
    0,
    0x68,
    0x69,
  ]);
  const long = clientFrame(OPCODE.text, Buffer.alloc(300));
  assert.equal(long.length, 8 + 300);
  assert.equal(long.readUInt16BE(2), 300);
});

const event = { type: "newMessage", requestId: "r", seq: 3, message: { clientId: "bench-5" } };
const ack = { type: "ack", requestId: "r", clientId: "bench-5", seq: 3 };
const parsedEvent: Incoming = { kind: "event", seq: 3, clientId: "bench-5", message: 5 };
const parsedAck: Incoming = { kind: "ack", seq: 3, clientId: "bench-5", message: 5 };

Deno.test("Hotline's frames are read one by one and in batches", () => {
  const { parse } = DIALECTS.hotline;
  assert.deepEqual(parse(JSON.stringify(event)), [parsedEvent]);
  assert.deepEqual(parse(JSON.stringify([event, ack])), [parsedEvent, parsedAck]);
  assert.deepEqual(parse(JSON.stringify({ type: "presence" })), []);
  assert.equal(parse(JSON.stringify({ type: "error" }))[0]?.kind, "refused");
});

Deno.test("Socket.IO is spoken from the opening to the acknowledgement", () => {
  const dialect = DIALECTS["socket.io"];
  assert.deepEqual(dialect.parse('0{"sid":"s"}'), [{ kind: "answer", text: "40" }]);
  assert.deepEqual(dialect.parse('40{"sid":"s"}'), [{ kind: "connected" }]);
  assert.equal(dialect.join("r"), '420["join","r"]');
  assert.deepEqual(dialect.parse('430[{"type":"joined","head":7}]'), [{ kind: "joined", head: 7 }]);
  assert.deepEqual(dialect.parse("2"), [{ kind: "answer", text: "3" }]);
  assert.deepEqual(dialect.parse(`42${JSON.stringify(["newMessage", event])}`), [parsedEvent]);
  assert.deepEqual(dialect.parse(`431${JSON.stringify([ack])}`), [parsedAck]);
  assert.equal(dialect.parse('44{"message":"no"}')[0]?.kind, "refused");
});
