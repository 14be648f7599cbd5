import { LRUCache } from "lru-cache";

/** How fast a bucket fills up, and how much it holds. */
export interface Rate {
  perMinute: number;
  /** What can be taken at once after a pause. */
  burst: number;
}

/** Some 100 bytes each. Whoever is forgotten begins with a full bucket. */
const KEYS_MAX = 10_000;

/**
 * A bucket of tokens for each key. Kept as the time at which the bucket will be full again
 * (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm): one number, and nothing to fill up.
 */
export class TokenBuckets {
  readonly #fullAt: LRUCache<string, number>;
  readonly #clock: () => number;
  readonly #tokenMs: number;
  readonly #emptyMs: number;

  /** `clock` is in milliseconds since the epoch. */
  constructor(
    rate: Rate,
    { clock, keysMax = KEYS_MAX }: { clock: () => number; keysMax?: number },
  ) {
    this.#clock = clock;
    this.#fullAt = new LRUCache({ max: keysMax });
    this.#tokenMs = 60_000 / rate.perMinute;
    this.#emptyMs = rate.burst * this.#tokenMs;
  }

  /** How long until this many tokens are there, in milliseconds; 0 if they are. Takes none. */
  wait(key: string, tokens = 1): number {
    return Math.max(0, Math.ceil(this.#missingMs(key) + tokens * this.#tokenMs - this.#emptyMs));
  }

  /** Takes the tokens if they are there (0), or none and says how long until they are. */
  take(key: string, tokens = 1): number {
    const waitMs = this.wait(key, tokens);
    if (waitMs === 0) this.#keep(key, this.#missingMs(key) + tokens * this.#tokenMs);
    return waitMs;
  }

  /** Puts back what was taken for nothing. */
  giveBack(key: string, tokens = 1): void {
    this.#keep(key, Math.max(0, this.#missingMs(key) - tokens * this.#tokenMs));
  }

  /** A clock that was set back must not make anybody wait for longer than an empty bucket does. */
  #missingMs(key: string): number {
    const now = this.#clock();
    return Math.min(this.#emptyMs, Math.max(0, (this.#fullAt.get(key) ?? now) - now));
  }

  #keep(key: string, missingMs: number): void {
    this.#fullAt.set(key, this.#clock() + missingMs);
  }
}
