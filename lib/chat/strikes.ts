import { BAD_FRAMES_MAX } from "../model/limits.ts";

const WINDOW_MS = 60_000;

/** Counts the bad frames of one socket. */
export class Strikes {
  #at: number[] = [];

  /** @returns whether this one is too many for a minute. */
  add(now: number): boolean {
    this.#at = this.#at.filter((at) => now - at < WINDOW_MS);
    this.#at.push(now);
    return this.#at.length >= BAD_FRAMES_MAX;
  }
}
