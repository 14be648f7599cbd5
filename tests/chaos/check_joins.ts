/** Holds what a client received, connection by connection, against the log and its rights. */
import type { ClientHistory, Join, Seen } from "./history.ts";
import type { StoredLog } from "./stored_log.ts";
import type { Violation } from "./violations.ts";

/**
 * After signing out the other processes learn of it by their poll, which a frozen process or a
 * locked database holds up. What is stored later than this must not arrive any more.
 */
export const SIGN_OUT_GRACE_MS = 20_000;

export function* checkJoins(history: ClientHistory, log: StoredLog): Generator<Violation> {
  for (const [index, join] of history.joins.entries()) {
    const where = `${history.name}, joining ${index + 1} of ${history.requestId}`;
    yield* orderOf(join, where);
    yield* headOf(join, where);
    for (const seen of join.events) {
      yield* rightTo(history, seen, where);
      yield* contentOf(history, seen, log, where);
    }
  }
}

/** After the cursor comes the next number, and after each number the next. */
function* orderOf({ after, events }: Join, where: string): Generator<Violation> {
  let last = after;
  const delivered = new Set<number>();
  for (const { seq } of events) {
    const what = `${where}: ${seq} after ${last}`;
    if (delivered.has(seq)) yield { kind: "delivered twice in one join", what };
    else if (seq <= last) yield { kind: "out of order", what };
    else if (seq > last + 1) yield { kind: "hole", what };
    delivered.add(seq);
    last = Math.max(last, seq);
  }
}

/** `joined` comes once everything up to its head has been sent. */
function* headOf({ after, events, head, headAtLeast }: Join, where: string): Generator<Violation> {
  if (head === null) return;
  if (head < headAtLeast) {
    const what = `${where}: head ${head}, although ${headAtLeast} was acknowledged before`;
    yield { kind: "joined behind what was acknowledged", what };
  }
  const last = events.at(-1)?.seq ?? after;
  if (last < head) {
    yield { kind: "hole", what: `${where}: head ${head}, but the last event is ${last}` };
  }
}

function* rightTo(history: ClientHistory, seen: Seen, where: string): Generator<Violation> {
  const what = `${where}: event ${seen.seq} of ${seen.requestId}`;
  const isForeign = !history.isAllowed || seen.requestId !== history.requestId;
  const isSecret = seen.isNote && history.role === "requester";
  const { signedOutAtMs } = history;
  const isLate = signedOutAtMs !== null && seen.atMs > signedOutAtMs + SIGN_OUT_GRACE_MS;
  if (isForeign || isSecret || isLate) yield { kind: "seen without the right", what };
}

/** Everybody sees the same, but for notes, of which requesters see the number alone. */
function* contentOf(
  { role }: ClientHistory,
  seen: Seen,
  log: StoredLog,
  where: string,
): Generator<Violation> {
  const entry = log.entries[seen.seq - 1];
  if (seen.requestId !== log.requestId) return;
  const isSame = seen.isHidden
    ? role === "requester" && entry?.kind === "note"
    : entry?.digest === seen.digest;
  if (!isSame) yield { kind: "differs from the log", what: `${where}: event ${seen.seq}` };
}
