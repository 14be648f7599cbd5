/** How long failed attempts to sign in make the next one wait. Pure; times in milliseconds. */
import type { Attempts } from "../storage/attempt_store.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

export interface Delay {
  /** So many failures in a row cost nothing: people mistype. */
  free: number;
  /** The wait after the first failure that is not free; each further one doubles it. */
  firstMs: number;
  /** The longest wait: nobody is locked out for longer. */
  longestMs: number;
  /** After so long without an attempt, one failure less counts. */
  forgetsOneMs: number;
  /** After so long nothing of it can count any more. */
  forgetsAllMs: number;
}

export const DELAYS = {
  /** A browser in which the account has signed in before. */
  device: delay({ free: 5, longestMs: MINUTE_MS, forgetsOneMs: 10 * MINUTE_MS }),
  /** All other browsers at one address, trying one account. */
  address: delay({ free: 5, longestMs: 5 * MINUTE_MS, forgetsOneMs: 10 * MINUTE_MS }),
  /** All other browsers everywhere, trying one account: a guess every 30 seconds at the most. */
  account: delay({ free: 20, longestMs: 30 * SECOND_MS, forgetsOneMs: 2 * MINUTE_MS }),
} as const;

function delay(
  { free, longestMs, forgetsOneMs }: Pick<Delay, "free" | "longestMs" | "forgetsOneMs">,
): Delay {
  const doublings = Math.ceil(Math.log2(longestMs / SECOND_MS));
  const forgetsAllMs = (free + doublings + 1) * forgetsOneMs;
  return { free, firstMs: SECOND_MS, longestMs, forgetsOneMs, forgetsAllMs };
}

/** How long the next attempt has to wait from now; 0 if it may be made. */
export function waitMs(delay: Delay, attempts: Attempts | null, now: number): number {
  const count = countAt(delay, attempts, now);
  if (!attempts || count < delay.free) return 0;
  const wait = Math.min(delay.longestMs, delay.firstMs * 2 ** (count - delay.free));
  // A clock that was set back must not make anybody wait for longer than that.
  return Math.max(0, Math.min(wait, attempts.lastAt + wait - now));
}

/** What is stored with an attempt that is made now. */
export function withOneMore(delay: Delay, attempts: Attempts | null, now: number): Attempts {
  const most = Math.ceil(delay.forgetsAllMs / delay.forgetsOneMs);
  return { count: Math.min(most, countAt(delay, attempts, now) + 1), lastAt: now };
}

/** What is stored when an attempt turns out to have been right; null if nothing is left. */
export function withOneLess(attempts: Attempts | null | undefined): Attempts | null {
  return attempts && attempts.count > 1 ? { ...attempts, count: attempts.count - 1 } : null;
}

function countAt({ forgetsOneMs }: Delay, attempts: Attempts | null, now: number): number {
  if (!attempts) return 0;
  const forgotten = Math.floor(Math.max(0, now - attempts.lastAt) / forgetsOneMs);
  return Math.max(0, attempts.count - forgotten);
}
