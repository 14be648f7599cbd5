import { type Bus, type Hint, hintSchema } from "./bus.ts";

/** What connects the memory buses of one test. */
export class MemoryChannel {
  readonly #buses = new Set<MemoryBus>();

  open(): MemoryBus {
    const bus = new MemoryBus(this.#buses);
    this.#buses.add(bus);
    return bus;
  }
}

/** A bus within one isolate: for tests, and for whoever runs a single isolate. */
class MemoryBus implements Bus {
  readonly #peers: Set<MemoryBus>;
  readonly #listeners = new Set<(hint: Hint) => void>();

  constructor(peers: Set<MemoryBus>) {
    this.#peers = peers;
  }

  /** Delivers in a later microtask, as a copy, like a channel between isolates does. */
  publish(hint: Hint): void {
    const copy = hintSchema.parse(structuredClone(hint));
    for (const peer of this.#peers) {
      if (peer !== this) queueMicrotask(() => peer.#receive(copy));
    }
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#peers.delete(this);
    this.#listeners.clear();
  }

  #receive(hint: Hint): void {
    for (const listener of this.#listeners) listener(hint);
  }
}

export type { MemoryBus };
