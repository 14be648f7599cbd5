/** How long to wait before trying again. */

export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_MAX_MS = 30_000;

/**
 * Exponential back-off with full jitter: anything from 0 up to a bound that doubles
 * with each attempt. The jitter spreads the clients of a server that went away, so
 * that they do not all return in the same instant.
 * `random` is from 0 to below 1; the first attempt is 0.
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.floor(random * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt));
}
