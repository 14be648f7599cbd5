import type { AuditEntry, AuditHead } from "../model/audit.ts";
import { HotlineError } from "../model/errors.ts";
import { AUDIT_START, auditHeadRecordSchema, type Done, entriesAfter } from "./audit_chain.ts";
import { afterLostRace, commitAtomic, DoubtfulCommit, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

/** Races lost in a row after which it is given up; each lost race is somebody's commit. */
const ATTEMPTS_MAX = 50;

/**
 * Deeds on their way into the audit log, in one commit, however many tries it takes.
 *
 * Before each try it looks at the head and at the place where it tried last. If its own entry stands
 * there, an earlier try took effect after all. If not, and the head has moved on, that try can never
 * take effect any more, as it checks the old head. If the head has not moved on, the next try aims
 * at the same place and checks the same head: only one of the two can take effect.
 */
export class AuditWrite {
  readonly #kv: Deno.Kv;
  readonly #deeds: readonly Done[];
  readonly #commitId = crypto.randomUUID();
  #tried: AuditEntry[] = [];

  constructor(kv: Deno.Kv, deeds: readonly Done[]) {
    this.#kv = kv;
    this.#deeds = deeds;
  }

  /**
   * Adds check, entries and new head to an atomic, which the caller commits. False if the entries
   * are stored already, by an earlier try: then nothing is added, and nothing is to be done.
   */
  async addTo(atomic: Deno.AtomicOperation): Promise<boolean> {
    const tried = this.#tried[0];
    const [head, there] = await retryRead(() =>
      this.#kv.getMany<[unknown, AuditEntry]>([
        keys.auditHead(),
        keys.auditEntry(tried?.number ?? 0),
      ])
    );
    if (tried && there.value?.hash === tried.hash) return false;
    this.#tried = entriesAfter(headOf(head.value), this.#deeds, this.#commitId);
    atomic.check(head);
    for (const entry of this.#tried) atomic.set(keys.auditEntry(entry.number), entry);
    const { number, hash } = this.#tried.at(-1)!;
    atomic.set(keys.auditHead(), { v: 1, number, hash });
    return true;
  }
}

/** @throws {Error} if the record is no head. */
export function headOf(record: unknown): AuditHead {
  if (record === null) return AUDIT_START;
  const { number, hash } = auditHeadRecordSchema.parse(record);
  return { number, hash };
}

/**
 * Tries again and again, with pauses, until a try is stored.
 *
 * @throws {HotlineError} `unavailable` when too many races were lost.
 */
export async function untilStored(attempt: () => Promise<boolean>): Promise<void> {
  for (let lost = 0; lost < ATTEMPTS_MAX; lost++) {
    if (await attempt()) return;
    await afterLostRace(lost);
  }
  throw new HotlineError("unavailable", "The audit log could not be written. Try again.");
}

/** False when a check failed, and also when nobody knows: the next try looks, and then decides. */
export async function isStored(atomic: Deno.AtomicOperation): Promise<boolean> {
  try {
    return (await commitAtomic(atomic)).ok;
  } catch (error) {
    if (error instanceof DoubtfulCommit) return false;
    throw error;
  }
}
