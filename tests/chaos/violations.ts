/** What a run may find, and where it found it. */

export const VIOLATION_KINDS = [
  "acknowledged but lost",
  "stored twice",
  "hole",
  "out of order",
  "delivered twice in one join",
  "seen without the right",
  "edit lost",
  "differs from the log",
  "joined behind what was acknowledged",
  "not converged",
] as const;

export type ViolationKind = (typeof VIOLATION_KINDS)[number];

export interface Violation {
  kind: ViolationKind;
  /** A sentence: who, which request, which number. */
  what: string;
}

/** How often each kind was found; kinds that were not are left out. */
export function countByKind(violations: readonly Violation[]): [ViolationKind, number][] {
  return VIOLATION_KINDS.flatMap((kind) => {
    const count = violations.filter((violation) => violation.kind === kind).length;
    return count > 0 ? [[kind, count] as [ViolationKind, number]] : [];
  });
}
