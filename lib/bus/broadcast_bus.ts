import { clearImmediate, setImmediate } from "node:timers";
import { z } from "zod";
import { type Bus, type Hint, hintSchema } from "./bus.ts";

/** Envelopes carry a version of their own: old and new revisions may run at once. */
const CHANNEL = "hotline.v1";
const envelopeSchema = z.array(z.unknown());

/** The bus between the isolates of one process, on BroadcastChannel. */
export class BroadcastBus implements Bus {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #listeners = new Set<(hint: Hint) => void>();
  #waiting: Hint[] = [];
  #flushing: ReturnType<typeof setImmediate> | undefined;
  #isClosed = false;

  constructor() {
    this.#channel.onmessage = ({ data }) => this.#receive(data);
  }

  /**
   * Sends with all other hints of this turn of the event loop in one message: the channel
   * keeps only the last 256 messages for a slow receiver (PLATFORM: a ring shared by all).
   */
  publish(hint: Hint): void {
    // Hints may be lost, and a part of the app that stops late must not fail for it.
    if (this.#isClosed) return;
    this.#waiting.push(hint);
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#flush();
    this.#isClosed = true;
    this.#channel.close();
    this.#listeners.clear();
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    if (this.#waiting.length === 0) return;
    this.#channel.postMessage(this.#waiting);
    this.#waiting = [];
  }

  #receive(data: unknown): void {
    const envelope = envelopeSchema.safeParse(data);
    for (const item of envelope.data ?? []) {
      // A hint of another revision that this one does not understand is a lost hint: allowed.
      const hint = hintSchema.safeParse(item);
      if (!hint.success) continue;
      for (const listener of this.#listeners) listener(hint.data);
    }
  }
}
