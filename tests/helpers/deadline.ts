/** Waiting for what must happen, without waiting for ever. */
import { setImmediate } from "node:timers/promises";

const DEADLINE_MS = 10_000;

/** The promise, or a failure that says what did not happen in time. */
export async function within<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what}: not in time`)), DEADLINE_MS);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets the event loop turn until it is so. */
export async function until(isSo: () => boolean, what: string | (() => string)): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!isSo()) {
    if (Date.now() > deadline) {
      throw new Error(`${typeof what === "string" ? what : what()}: not in time`);
    }
    await setImmediate();
  }
}
