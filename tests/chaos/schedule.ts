/** What goes wrong when: the same for the same seed. */
import { randomOf } from "../helpers/random.ts";

export const FAULT_KINDS = [
  "kill",
  "freeze",
  "terminate",
  "cut",
  "silence",
  "slowNetwork",
  "slowReading",
  "loseHints",
  "shuffleHints",
  "lockDatabase",
  "loseAnswers",
  "fillDisk",
  "failReads",
  "jumpClock",
  "reloadPage",
  "signOut",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  atMs: number;
  kind: FaultKind;
  /** From 0 to below 1: which of the servers, networks or clients. */
  target: number;
  /** How long it lasts, where it lasts at all. */
  forMs: number;
  /** From 0 to below 1: how much of it, where there is more or less of it. */
  strength: number;
}

const BETWEEN_MS = { min: 500, max: 2_100 };
const LASTS_MS = { min: 300, max: 4_000 };
/** How often each kind is in the pack; the others once. */
const COPIES: Partial<Record<FaultKind, number>> = { kill: 2, cut: 2 };
/** Everything is well for so long in the beginning. */
const FIRST_MS = 1_500;

/** Draws from packs that hold every kind, so that a short run meets them all as well. */
export function scheduleOf(seed: number, forMs: number): Fault[] {
  const random = randomOf(seed);
  const between = ({ min, max }: { min: number; max: number }) => min + random() * (max - min);
  const faults: Fault[] = [];
  let pack: FaultKind[] = [];
  for (let atMs = FIRST_MS; atMs < forMs; atMs += between(BETWEEN_MS)) {
    if (pack.length === 0) {
      pack = FAULT_KINDS.flatMap((kind) => Array(COPIES[kind] ?? 1).fill(kind));
    }
    const [kind] = pack.splice(Math.floor(random() * pack.length), 1);
    faults.push({
      atMs: Math.round(atMs),
      kind: kind!,
      target: random(),
      forMs: Math.round(between(LASTS_MS)),
      strength: random(),
    });
  }
  return faults;
}
