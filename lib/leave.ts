/**
 * Ending a process of several isolates: each one gets the signal, and the first to exit ends
 * them all. So they tell each other when they begin and when they are done, and leave together.
 */
import { setTimeout as delay } from "node:timers/promises";

const CHANNEL = "hotline.leave";
/** Long enough for every isolate's first word to arrive. */
const SETTLE_MS = 150;
/** Deno Deploy kills an instance 5 s after the signal. */
const LEAVE_MAX_MS = 4_000;

type Word = { id: string; isDone: boolean };

/** On one of the signals, runs `close` once and exits with 0 when all isolates have done so. */
export function leaveOn(signals: Deno.Signal[], close: () => Promise<void>): void {
  let isLeaving = false;
  const peers = new Map<string, boolean>();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Word>) => peers.set(data.id, data.isDone);

  async function leave(): Promise<void> {
    if (isLeaving) return;
    isLeaving = true;
    const id = crypto.randomUUID();
    channel.postMessage({ id, isDone: false });
    const deadline = delay(LEAVE_MAX_MS);
    try {
      await Promise.race([Promise.all([close(), delay(SETTLE_MS)]), deadline]);
    } catch (error) {
      console.error(error);
    }
    channel.postMessage({ id, isDone: true });
    const others = async () => {
      while ([...peers.values()].includes(false)) await delay(20);
    };
    await Promise.race([others(), deadline]);
    // What was just sent (close frames, the last word above) still has to leave the process.
    await delay(SETTLE_MS);
    Deno.exit(0);
  }

  for (const signal of signals) Deno.addSignalListener(signal, () => void leave());
}
