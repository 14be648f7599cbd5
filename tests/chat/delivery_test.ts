import assert from "node:assert/strict";
import { Delivery } from "../../lib/chat/delivery.ts";
import { FRAME_MAX_BYTES } from "../../lib/model/limits.ts";
import type { LoggedEvent } from "../../lib/storage/command.ts";
import { REQUEST_ID } from "../helpers/hints.ts";
import { ada, ann, mia } from "../helpers/people.ts";
import { randomOf } from "../helpers/random.ts";

const event = (seq: number, kind: LoggedEvent["kind"], body = "hello"): LoggedEvent => ({
  seq,
  kind,
  json: JSON.stringify({ seq, body }),
});

Deno.test("of a note a requester gets the number, and nothing of what it says", () => {
  const delivery = new Delivery(REQUEST_ID, [event(1, "public"), event(2, "note", "secret")]);
  const hidden = { type: "hidden", requestId: REQUEST_ID, seq: 2 };
  assert.deepEqual(JSON.parse(delivery.frames(ann)[1]!), hidden);
  assert.deepEqual(JSON.parse(delivery.batches(ann)[0]!)[1], hidden);
  assert(!delivery.batches(ann).join().includes("secret"));
  assert(delivery.frames(mia)[1]?.includes("secret"));
});

Deno.test("however many get a delivery, it is put together once for each view", () => {
  const delivery = new Delivery(REQUEST_ID, [event(1, "public"), event(2, "note")]);
  assert.equal(delivery.frames(mia), delivery.frames(ada));
  assert.equal(delivery.batches(mia), delivery.batches(ada));
  assert.equal(delivery.frames(ann), delivery.frames(ann));
  assert.notEqual(delivery.frames(mia), delivery.frames(ann));
});

Deno.test("a lone frame stays an object, also for those who take batches", () => {
  const delivery = new Delivery(REQUEST_ID, [event(1, "public")]);
  assert.deepEqual(delivery.batches(mia), delivery.frames(mia));
});

Deno.test("batches hold every frame in order, and none is longer than a frame may be", () => {
  const random = randomOf(3);
  const events = Array.from({ length: 300 }, (_, n) => {
    const length = Math.floor(random() ** 8 * 10_000);
    return event(n + 1, "public", (random() < 0.5 ? "漢" : "\u0001").repeat(length));
  });
  const batches = new Delivery(REQUEST_ID, events).batches(mia);
  const parsed = batches.flatMap((text) => JSON.parse(text));
  assert.deepEqual(parsed, events.map(({ json }) => JSON.parse(json)));
  for (const text of batches) {
    assert(new TextEncoder().encode(text).length <= FRAME_MAX_BYTES);
  }
  assert(batches.length < 60, `${batches.length} batches`);
});
