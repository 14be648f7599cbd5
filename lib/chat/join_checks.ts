/** What a join is checked for, beside the policy. */
import { HotlineError } from "../model/errors.ts";
import { JOINS_MAX } from "../model/limits.ts";

/** Undefined is a client that brings no cursor. @throws HotlineError `stale_epoch`. */
export function assertSameEpoch(ofClient: string | undefined, ofDatabase: string): void {
  if (ofClient === undefined || ofClient === ofDatabase) return;
  const stale = "The history was restored from a backup: load the request again.";
  throw new HotlineError("stale_epoch", stale);
}

/** @throws HotlineError `rate_limited` when a socket has joined all the requests that it may. */
export function assertJoinsOneMore(joined: number): void {
  if (joined < JOINS_MAX) return;
  const full = `A socket joins at most ${JOINS_MAX} requests; leave one first.`;
  throw new HotlineError("rate_limited", full);
}
