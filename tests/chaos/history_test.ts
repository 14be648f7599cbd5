import assert from "node:assert/strict";
import type { ServerFrame } from "../../lib/model/events.ts";
import { REQUEST_ID } from "./evidence.ts";
import { type AcknowledgedHeads, digestOf, Recorder } from "./history.ts";

const about = {
  name: "ann",
  userId: "ann",
  role: "requester",
  requestId: REQUEST_ID,
  isAllowed: true,
} as const;

function recorder(heads: AcknowledgedHeads = new Map()): Recorder {
  return new Recorder(about, heads, () => 0);
}

const event = (seq: number): ServerFrame => ({ type: "hidden", requestId: REQUEST_ID, seq });

function joined(head: number): ServerFrame {
  return { type: "joined", requestId: REQUEST_ID, head, epoch: "epoch", members: [] };
}

const seqsOf = ({ history }: Recorder) =>
  history.joins.map(({ after, events }) => [after, ...events.map(({ seq }) => seq)]);

Deno.test("each connection is a joining of its own", () => {
  const recording = recorder();
  recording.connects(0);
  for (const frame of [event(1), joined(1), event(2)]) recording.receives(frame);
  recording.connects(1);
  for (const frame of [event(2), joined(2)]) recording.receives(frame);
  assert.deepEqual(seqsOf(recording), [[0, 1, 2], [1, 2]]);
});

Deno.test("what an earlier joining still sends is not taken for a later one's", () => {
  const recording = recorder();
  recording.connects(0);
  for (const frame of [event(1), joined(1), event(2)]) recording.receives(frame);
  recording.rejoins(1);
  for (const frame of [event(3), event(2), event(3), joined(3)]) recording.receives(frame);
  assert.deepEqual(seqsOf(recording), [[0, 1, 2, 3], [1, 2, 3]]);
});

Deno.test("a joining has to reach what was acknowledged to anybody before it began", () => {
  const heads: AcknowledgedHeads = new Map();
  const [writer, reader] = [recorder(heads), recorder(heads)];
  writer.connects(0);
  writer.sends({ clientId: "one", type: "sendMessage", body: "one", messageId: null });
  const ack = { type: "ack", requestId: REQUEST_ID, clientId: "one", duplicate: false } as const;
  writer.receives({ ...ack, seq: 4 });
  reader.connects(0);
  assert.equal(reader.history.joins[0]?.headAtLeast, 4);
  assert.equal(writer.history.joins[0]?.headAtLeast, 0);
  assert.equal(writer.history.sent.get("one")?.acks[0]?.seq, 4);
});

Deno.test("a refusal that may pass is none; a final one is kept", () => {
  const recording = recorder();
  recording.connects(0);
  recording.sends({ clientId: "one", type: "sendMessage", body: "one", messageId: null });
  const error = { type: "error", clientId: "one", message: "" } as const;
  recording.receives({ ...error, code: "unavailable", retryable: true });
  assert.equal(recording.history.sent.get("one")?.refusal, null);
  recording.receives({ ...error, code: "forbidden", retryable: false });
  assert.equal(recording.history.sent.get("one")?.refusal, "forbidden");
});

Deno.test("frames that differ in one character have different digests", () => {
  assert.notEqual(digestOf(JSON.stringify(event(1))), digestOf(JSON.stringify(event(2))));
});
