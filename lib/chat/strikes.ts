const WINDOW_MS = 60_000;

/** Counts what one socket does wrong. */
export class Strikes {
  readonly #max: number;
  #at: number[] = [];

  /** So many in one minute are too many. */
  constructor(max: number) {
    this.#max = max;
  }

  /** @returns whether this one is too many for a minute. */
  add(now: number): boolean {
    this.#at = this.#at.filter((at) => now - at < WINDOW_MS);
    this.#at.push(now);
    return this.#at.length >= this.#max;
  }
}
