/** What a run came to, in one line. */
import type { Setup } from "./site.ts";
import type { ClientHistory } from "./history.ts";
import type { FaultKind } from "./schedule.ts";
import type { StoredLog } from "./stored_log.ts";
import { countByKind, type Violation } from "./violations.ts";

export interface Totals {
  messages: number;
  /** Edits and deletions. */
  changes: number;
  acknowledged: number;
  joinings: number;
  delivered: number;
  /** Final refusals by code. */
  refusals: Map<string, number>;
}

export function totalsOf(histories: readonly ClientHistory[], logs: readonly StoredLog[]): Totals {
  const types = logs.flatMap(({ entries }) => entries.map(({ type }) => type));
  const sent = histories.flatMap((history) => [...history.sent.values()]);
  const joins = histories.flatMap((history) => history.joins);
  const refusals = new Map<string, number>();
  for (const { refusal, acks } of sent) {
    if (refusal && acks.length === 0) refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
  }
  return {
    messages: types.filter((type) => type === "newMessage").length,
    changes: types.filter((type) => type !== "newMessage").length,
    acknowledged: sent.filter(({ acks }) => acks.length > 0).length,
    joinings: joins.filter(({ head }) => head !== null).length,
    delivered: joins.reduce((sum, { events }) => sum + events.length, 0),
    refusals,
  };
}

export interface Summary {
  setup: Setup;
  seed: number;
  tookMs: number;
  totals: Totals;
  faults: ReadonlyMap<FaultKind, number>;
  convergedMs: number;
  /** Processes that ended without being told to, as one does that cannot open its database. */
  ends: number;
  violations: readonly Violation[];
}

export function totalsLine(summary: Summary): string {
  const { setup, seed, tookMs, totals, faults, convergedMs, ends, violations } = summary;
  const ofKinds = countByKind(violations).map(([kind, count]) => `${count} ${kind}`).join(", ");
  return [
    `setup ${setup}`,
    `seed ${seed}`,
    `${Math.round(tookMs / 1000)} s`,
    `faults ${[...faults].map(([kind, count]) => `${kind} ${count}`).join(" ")}`,
    `messages ${totals.messages}`,
    `changes ${totals.changes}`,
    `acknowledged ${totals.acknowledged}`,
    `joinings ${totals.joinings}`,
    `delivered ${totals.delivered}`,
    `refused ${[...totals.refusals].map(([code, count]) => `${code} ${count}`).join(" ") || 0}`,
    `ended by themselves ${ends}`,
    `converged after ${convergedMs} ms`,
    `violations ${violations.length}${ofKinds ? ` (${ofKinds})` : ""}`,
  ].join(" · ");
}
