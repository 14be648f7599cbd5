import { HotlineError } from "../model/errors.ts";

/** Lets a few through at a time and a bounded number wait, in the order in which they came. */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  readonly #waitingMax: number;
  #free: number;

  constructor({ atOnce, waitingMax }: { atOnce: number; waitingMax: number }) {
    this.#free = atOnce;
    this.#waitingMax = waitingMax;
  }

  /** Whether who comes now has to wait. */
  get isFull(): boolean {
    return this.#free === 0;
  }

  /**
   * Does `work` when its turn has come.
   *
   * @throws {HotlineError} `unavailable` at once when too many wait already.
   */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #turn(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    if (this.#waiting.length >= this.#waitingMax) {
      throw new HotlineError(
        "unavailable",
        "Too many people are signing in just now. Try again in a moment.",
      );
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The place goes straight to the next in line: a newcomer must not slip in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
