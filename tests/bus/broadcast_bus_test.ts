import assert from "node:assert/strict";
import { BroadcastBus } from "../../lib/bus/broadcast_bus.ts";
import type { Hint } from "../../lib/bus/bus.ts";
import { until } from "../helpers/deadline.ts";
import { ACCESS, HINT, hintAt } from "../helpers/hints.ts";

const BURST = 1_000;
const CHANNEL = "hotline.v1";

/** Another isolate with a bus, which tells what it hears and publishes what it is told to. */
async function inOtherIsolate(
  run: (other: { heard: Hint[]; publish: (hints: Hint[]) => void }) => Promise<void>,
): Promise<void> {
  const url = new URL("./other_isolate.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  const heard: Hint[] = [];
  let isReady = false;
  worker.onmessage = ({ data }) => {
    if (data === "ready") isReady = true;
    else heard.push(data);
  };
  try {
    await until(() => isReady, "the other isolate");
    await run({ heard, publish: (hints) => worker.postMessage(hints) });
  } finally {
    worker.terminate();
  }
}

Deno.test("a bus that is closed loses hints, without a fuss and without a timer", () => {
  const bus = new BroadcastBus();
  bus.publish(HINT);
  bus.close();
  bus.publish(HINT);
});

Deno.test("what does not look like a hint is not passed on", async () => {
  const bus = new BroadcastBus();
  const channel = new BroadcastChannel(CHANNEL);
  const heard: Hint[] = [];
  bus.subscribe((hint) => heard.push(hint));
  for (const data of ["hello", null, { v: 1 }, [{ v: 2, type: "access" }, 7, null, ACCESS]]) {
    channel.postMessage(data);
  }
  await until(() => heard.length > 0, "the one hint among them");
  assert.deepEqual(heard, [ACCESS]);
  channel.close();
  bus.close();
});

Deno.test("all hints of one turn travel together", async () => {
  const bus = new BroadcastBus();
  const channel = new BroadcastChannel(CHANNEL);
  const messages: unknown[] = [];
  channel.onmessage = ({ data }) => messages.push(data);
  for (let n = 0; n < 10; n++) bus.publish(hintAt(n));
  await until(() => messages.length > 0, "the message");
  bus.close();
  assert.deepEqual(messages, [Array.from({ length: 10 }, (_, n) => hintAt(n))]);
  channel.close();
});

Deno.test("a burst of a thousand hints reaches another isolate, whole and in order", () =>
  inOtherIsolate(async ({ heard }) => {
    const bus = new BroadcastBus();
    const own: Hint[] = [];
    bus.subscribe((hint) => own.push(hint));
    const hints = Array.from({ length: BURST }, (_, n) => hintAt(n));
    for (const hint of hints) bus.publish(hint);
    await until(() => heard.length === BURST, () => `${heard.length} of ${BURST} hints`);
    assert.deepEqual(heard, hints);
    assert.deepEqual(own, [], "a publisher does not hear itself");
    bus.close();
  }));

Deno.test("another isolate is heard until the subscription ends", () =>
  inOtherIsolate(async ({ publish }) => {
    const bus = new BroadcastBus();
    const [stays, leaves]: [Hint[], Hint[]] = [[], []];
    bus.subscribe((hint) => stays.push(hint));
    const unsubscribe = bus.subscribe((hint) => leaves.push(hint));
    publish([hintAt(1)]);
    await until(() => stays.length === 1, "the first hint");
    unsubscribe();
    publish([hintAt(2), ACCESS]);
    await until(() => stays.length === 3, "the other hints");
    assert.deepEqual([stays, leaves], [[hintAt(1), hintAt(2), ACCESS], [hintAt(1)]]);
    bus.close();
  }));
