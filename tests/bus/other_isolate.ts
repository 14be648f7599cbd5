/** The other side of a bus, in an isolate of its own: tells what it hears, publishes what it is told to. */
import { BroadcastBus } from "../../lib/bus/broadcast_bus.ts";
import type { Hint } from "../../lib/bus/bus.ts";

/** What the DOM's types lack: this file runs in a worker. */
const worker = self as unknown as {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent<Hint[]>) => void) | null;
};

const bus = new BroadcastBus();
bus.subscribe((hint) => worker.postMessage(hint));
worker.onmessage = ({ data }) => {
  for (const hint of data) bus.publish(hint);
};
worker.postMessage("ready");
