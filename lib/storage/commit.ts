/**
 * How Hotline writes to and reads from Deno KV when the database is busy or silent.
 *
 * `commitAtomic` ends in one of five ways, and its caller relies on which:
 *
 * - `{ok: true}`: written, durably.
 * - `{ok: false}`: a check failed. The caller MUST resolve the conflict itself. Over KV Connect it
 *   MUST first look whether its own write is there: Deno's client resends an atomic after a network
 *   error, and the second copy then fails the checks that the first one passed.
 * - `HotlineError` `unavailable`: the database stayed locked until the deadline. Nothing was
 *   written; the same atomic may be committed again later.
 * - `DoubtfulCommit`: nobody knows whether it was written, or will be: Deno's KV Connect client
 *   resends for as long as the process lives. The caller MUST NOT write again before it has looked,
 *   and what it then writes MUST check a key that the first atomic changes, so that only one of the
 *   two can ever take effect.
 * - any other error: Deno refused the atomic as such (a value too large, too many mutations, a
 *   closed database). Nothing was written, and trying again would not help.
 *
 * The wrapper MUST NOT send an atomic again unless it knows that nothing was written. An atomic MAY
 * be committed several times: each commit sends the same checks and mutations anew.
 */
import { setTimeout as delay } from "node:timers/promises";
import { HotlineError } from "../model/errors.ts";

/** How long to wait for a lock to go, and how long for an answer. */
const DEADLINE_MS = 5_000;
/** A local commit takes about half a millisecond: the first wait is a few commits long. */
const BACKOFF_MIN_MS = 4;
const BACKOFF_MAX_MS = 250;

/**
 * What goes into the same commit as a change, such as the audit log's entry about it. It adds to
 * the atomic; the caller commits, and if a check fails it builds its atomic anew and asks again.
 * False means that an earlier try was stored after all: the change is done.
 */
export type Alongside = (atomic: Deno.AtomicOperation) => Promise<unknown>;

/** For a change that nothing goes with. */
export const NOTHING_ALONGSIDE: Alongside = () => Promise.resolve();

/** How patient to be with the database; tests pass their own time and chance. */
export interface Patience {
  deadlineMs?: number;
  /** 0 ≤ random() < 1. */
  random?: () => number;
  sleep?: (ms: number) => Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

/** A commit of which nobody knows whether it was written: look before you write again. */
export class DoubtfulCommit extends Error {
  override readonly name = "DoubtfulCommit";

  constructor(cause: unknown) {
    super("The database did not say whether it stored the change: look before writing again.", {
      cause,
    });
  }
}

/** The database did not answer in time, although Deno may still be asking it. */
class Silence extends Error {
  override readonly name = "Silence";
}

/**
 * Commits an atomic, waiting while another process has the database locked. See the contract above.
 *
 * @throws {HotlineError} `unavailable` when it stays locked; nothing was written.
 * @throws {DoubtfulCommit} when it may have been written.
 */
export async function commitAtomic(
  atomic: Pick<Deno.AtomicOperation, "commit">,
  patience: Patience = {},
): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
  try {
    return await whileLocked(() => atomic.commit(), patience);
  } catch (error) {
    if (error instanceof HotlineError || wasRefused(error)) throw error;
    throw new DoubtfulCommit(error);
  }
}

/**
 * Reads, waiting while another process has the database locked. `read` is called once or more, so
 * it must start afresh each time (a list iterator is made inside it).
 *
 * @throws {HotlineError} `unavailable` when it stays locked, or does not answer.
 */
export async function retryRead<T>(read: () => Promise<T>, patience: Patience = {}): Promise<T> {
  try {
    return await whileLocked(read, patience);
  } catch (error) {
    throw error instanceof Silence ? unavailable(error) : error;
  }
}

/**
 * A pause before the next try of somebody who has lost so many races for a record. With full jitter,
 * as for locks: those who collided must not come back at the same moment.
 */
export function afterLostRace(lost: number): Promise<void> {
  return delay(Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** lost));
}

async function whileLocked<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { deadlineMs = DEADLINE_MS, random = Math.random, sleep = delay } = patience;
  const now = patience.now ?? (() => performance.now());
  const deadline = now() + deadlineMs;
  for (let backoffMs = BACKOFF_MIN_MS;; backoffMs = Math.min(BACKOFF_MAX_MS, backoffMs * 2)) {
    try {
      return await answerWithin(deadlineMs, attempt);
    } catch (error) {
      if (!isLocked(error)) throw error;
      const waitMs = random() * backoffMs;
      if (now() + waitMs >= deadline) throw unavailable(error);
      await sleep(waitMs);
    }
  }
}

async function answerWithin<T>(ms: number, attempt: () => Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Silence(`no answer in ${Math.round(ms)} ms`)), ms);
  try {
    return await Promise.race([attempt(), silence]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * SQLite's SQLITE_BUSY: another process wrote while this transaction wanted to. It says so before
 * anything is written. Deno reports it by message alone, as a TypeError.
 */
function isLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes("database is locked");
}

/** Deno checks these itself, before anything is sent to the database. */
function wasRefused(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource ||
    (error instanceof TypeError && /\(max \d+( bytes)?\)|cannot be empty/.test(error.message));
}

function unavailable(cause: unknown): HotlineError {
  return new HotlineError("unavailable", "The database is busy. Try again in a moment.", { cause });
}
