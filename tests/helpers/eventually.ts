import { setTimeout as delay } from "node:timers/promises";

const DEADLINE_MS = 15_000;
const LOOK_EVERY_MS = 20;
/** A page that is just being left has no answer yet. */
const BETWEEN_PAGES = /context was destroyed|Cannot find context|detached Frame|Frame was detached/;

/**
 * Looks again and again until what is read is so, and gives it.
 * Fails at a deadline, saying what was read last.
 */
export async function eventually<Value>(
  what: string,
  read: () => Promise<Value> | Value,
  isSo: (value: Value) => boolean,
  deadlineMs = DEADLINE_MS,
): Promise<Value> {
  const deadline = Date.now() + deadlineMs;
  let last: unknown = "nothing";
  while (true) {
    try {
      const value = await read();
      if (isSo(value)) return value;
      last = value;
    } catch (error) {
      if (!(error instanceof Error && BETWEEN_PAGES.test(error.message))) throw error;
    }
    if (Date.now() > deadline) {
      const shown = Deno.inspect(last, { depth: 6, breakLength: 200 });
      throw new Error(`${what}: not in time; at last it was ${shown}`);
    }
    await delay(LOOK_EVERY_MS);
  }
}
