/**
 * Whether a commit should wait for others that are about to come, as PostgreSQL's `commit_delay`
 * and `commit_siblings` have it: in a lively room those who were answered a moment ago write
 * again, and one commit and one frame for all of them cost a fraction of several.
 */
import { setImmediate } from "node:timers";

export interface SiblingsOptions {
  /** A command waits at most so long for its siblings. */
  delayMs?: number;
  /** Who was answered longer ago is not expected. */
  recentMs?: number;
}

export class Siblings {
  readonly #delayMs: number;
  readonly #recentMs: number;
  /** Who wrote in the last two commits. */
  #last: ReadonlySet<string> = new Set();
  #before: ReadonlySet<string> = new Set();
  #lastAt = -Infinity;
  #waiting = new Set<string>();
  #goOn: (() => void) | null = null;

  constructor({ delayMs = 2, recentMs = 10 }: SiblingsOptions = {}) {
    this.#delayMs = delayMs;
    this.#recentMs = recentMs;
  }

  /** Somebody's command waits for a commit. */
  add(actorId: string): void {
    this.#waiting.add(actorId);
    if (this.#goOn && !this.#isMissing()) this.#goOn();
  }

  /** The commands that wait go into a commit. */
  take(): void {
    this.#before = this.#last;
    this.#last = this.#waiting;
    this.#waiting = new Set();
  }

  /** That commit is over, and who wrote has been told. */
  committed(): void {
    this.#lastAt = performance.now();
  }

  /** Resolves when nobody else is expected, or has not come in time. */
  async gathered(): Promise<void> {
    // What has arrived already is read in this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    if (performance.now() - this.#lastAt > this.#recentMs || !this.#isMissing()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#delayMs);
    this.#goOn = resolve;
    await promise;
    this.#goOn = null;
    clearTimeout(timer);
  }

  #isMissing(): boolean {
    return [this.#last, this.#before].some((actors) => !actors.isSubsetOf(this.#waiting));
  }
}
