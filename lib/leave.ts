/**
 * Ending a process of several isolates: each one gets the signal, and the first to exit ends
 * them all. So they tell each other when they begin and when they are done, and leave together.
 */
import { setTimeout as delay } from "node:timers/promises";

const CHANNEL = "hotline.leave";
/** Long enough for every isolate's first word to arrive, and for a call to be answered. */
const SETTLE_MS = 150;
/** Deno Deploy kills an instance 5 s after the signal. */
const LEAVE_MAX_MS = 4_000;

type Word = { id: string; isDone: boolean };

/** What an isolate does before it ends. */
export interface Leaving {
  /** Resolves when no client is here any more. */
  sendAway(): Promise<void>;
  /** Called when nothing more comes in. */
  close(): Promise<void>;
}

/** On one of the signals, leaves once, and exits with 0 when all isolates have done so. */
export function leaveOn(signals: Deno.Signal[], { sendAway, close }: Leaving): void {
  for (const signal of signals) Deno.addSignalListener(signal, () => void leave());
  const stopServing = holdBack(signals);
  let isLeaving = false;
  const peers = new Map<string, boolean>();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Word>) => peers.set(data.id, data.isDone);

  async function finish(): Promise<void> {
    await sendAway();
    stopServing();
    // Calls that are under way still need the database.
    await delay(SETTLE_MS);
    await close();
  }

  async function leave(): Promise<void> {
    if (isLeaving) return;
    isLeaving = true;
    const id = crypto.randomUUID();
    channel.postMessage({ id, isDone: false });
    const deadline = delay(LEAVE_MAX_MS);
    try {
      await Promise.race([finish(), deadline]);
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
}

/**
 * Takes the listeners that are added for these signals from now on, and gives what calls them.
 *
 * `deno serve` (2.9.6) adds one once the app's modules have run. It closes the server, and every
 * socket with 1001 at once: before what they sent is stored, and before they are told when to
 * come back. There is no option for it, so it waits here for its turn.
 */
function holdBack(signals: Deno.Signal[]): () => void {
  const held = new Set<() => void>();
  const add = Deno.addSignalListener;
  // A host that forbids this keeps its own way of stopping: nothing is lost, but clients get 1001.
  if (!Object.getOwnPropertyDescriptor(Deno, "addSignalListener")?.configurable) return () => {};
  Object.defineProperty(Deno, "addSignalListener", {
    configurable: true,
    writable: true,
    value: (signal: Deno.Signal, listener: () => void) => {
      if (signals.includes(signal)) held.add(listener);
      else add(signal, listener);
    },
  });
  return () => held.forEach((listener) => listener());
}
