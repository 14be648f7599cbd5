import { type AuditEntry, auditEntrySchema, type AuditHead } from "../model/audit.ts";
import type { AuditPage, AuditQuery, AuditVerification, Deed } from "../model/audit.ts";
import { HotlineError } from "../model/errors.ts";
import { type Done, done } from "./audit_chain.ts";
import { AuditOutbox } from "./audit_outbox.ts";
import { verifyAudit } from "./audit_verification.ts";
import { AuditWrite, headOf, isStored, untilStored } from "./audit_write.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

/** Deeds in one commit: at most 4 KiB each. */
const BATCH_MAX = 100;
const QUEUE_MAX = 1_000;
/** Entries that a page looks at: what KV gives in one read. */
const SCAN_MAX = 500;

export interface AuditLogOptions {
  kv: Deno.Kv;
  /** Milliseconds since the epoch. */
  clock: () => number;
}

interface Waiting {
  deed: Done;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Who did what to whom: one chain of entries for the whole database.
 *
 * - An entry is stored once for a deed that was reported as stored, whatever a commit reported.
 * - Entries are never changed. `storage/audit_chain.ts` says how they hang together.
 * - Isolates and processes may write at once; the head's versionstamp decides.
 */
export class AuditLog {
  readonly #kv: Deno.Kv;
  readonly #clock: () => number;
  readonly #outbox: AuditOutbox;
  #waiting: Waiting[] = [];
  #run: Promise<void> | null = null;

  constructor({ kv, clock }: AuditLogOptions) {
    this.#kv = kv;
    this.#clock = clock;
    this.#outbox = new AuditOutbox(kv);
  }

  /**
   * Deeds that are to be stored in the very commit of the change that they tell of. Make one for a
   * change, and have it `addTo` each atomic that tries the change: it knows its entries again.
   */
  alongside(...deeds: Deed[]): AuditWrite {
    return new AuditWrite(this.#kv, deeds.map((deed) => this.#done(deed)));
  }

  /**
   * Stores an entry of its own. What is appended while a commit is under way goes together in the
   * next, so that a flood of deeds does not cost a race for each.
   *
   * @throws {HotlineError} `unavailable` when too many wait, or storage does not take it.
   */
  append(deed: Deed): Promise<void> {
    if (this.#waiting.length >= QUEUE_MAX) {
      const full = "Too many entries wait for the audit log. Try again in a moment.";
      return Promise.reject(new HotlineError("unavailable", full));
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ deed: this.#done(deed), resolve, reject });
    this.#run ??= this.#writeAll();
    return promise;
  }

  /** Takes in what changes of requests have left in the outbox. One run serves all who ask. */
  collect(): Promise<void> {
    return this.#outbox.collect();
  }

  /** Resolves when all that was appended is stored or refused, and the outbox is empty. */
  async drained(): Promise<void> {
    while (this.#run) await this.#run;
    await this.collect();
  }

  async head(): Promise<AuditHead> {
    return headOf((await retryRead(() => this.#kv.get(keys.auditHead()))).value);
  }

  /**
   * A page, newest first, with all that was done before the call. One read of the log, which may
   * find few that match, or none, and yet a `next`.
   */
  async list({ before, limit, ...filter }: AuditQuery): Promise<AuditPage> {
    await this.collect();
    const selector = {
      start: keys.auditEntry(1),
      end: keys.auditEntry(before ?? Number.MAX_SAFE_INTEGER),
    };
    const options = { reverse: true, limit: SCAN_MAX, batchSize: SCAN_MAX };
    const scanned = await retryRead(() => Array.fromAsync(this.#kv.list(selector, options)));
    const entries: AuditEntry[] = [];
    for (const { value } of scanned) {
      const entry = auditEntrySchema.parse(value);
      if (!matches(entry, filter)) continue;
      entries.push(entry);
      if (entries.length === limit) return { entries, next: nextAfter(entry.number) };
    }
    const oldest = scanned.length === SCAN_MAX ? Number(scanned.at(-1)!.key[1]) : 1;
    return { entries, next: nextAfter(oldest) };
  }

  /** Walks through all entries. @see verifyAudit */
  verify(noted?: AuditHead): Promise<AuditVerification> {
    return verifyAudit(this.#kv, noted);
  }

  #done(deed: Deed): Done {
    return done(deed, new Date(this.#clock()).toISOString());
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH_MAX);
      try {
        await this.#write(batch.map(({ deed }) => deed));
        batch.forEach(({ resolve }) => resolve());
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
    }
    // In the turn that found nothing waiting: whoever appends a moment later begins a new run.
    this.#run = null;
  }

  #write(deeds: Done[]): Promise<void> {
    const write = new AuditWrite(this.#kv, deeds);
    return untilStored(async () => {
      const atomic = this.#kv.atomic();
      return !await write.addTo(atomic) || await isStored(atomic);
    });
  }
}

function matches(
  { action, actor, target, details }: AuditEntry,
  wanted: Pick<AuditQuery, "action" | "userId" | "text">,
): boolean {
  const { userId } = wanted;
  const facts = Object.values(details);
  if (wanted.action !== undefined && action !== wanted.action) return false;
  if (userId !== undefined && ![actor.user?.id, target?.id, ...facts].includes(userId)) {
    return false;
  }
  const text = wanted.text?.toLowerCase() ?? "";
  return [action, actor.user?.username, actor.address, target?.name, ...facts]
    .some((one) => one?.toLowerCase().includes(text));
}

/** Where a reader that has seen this entry goes on. */
const nextAfter = (number: number): number | null => number > 1 ? number : null;
