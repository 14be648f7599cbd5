/** The audit log: entries in one hash chain, each stored with the change that it tells of. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { HotlineError } from "../model/errors.ts";
import { type AuditEntry, auditEntrySchema, type Deed } from "../model/audit.ts";
import { commitAtomic, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const ATTEMPTS_MAX = 20;
const START = { number: 0, hash: "0".repeat(64) };

const headSchema = z.object({ v: z.literal(1), number: z.int().positive(), hash: z.string() });

export class AuditLog {
  readonly #kv: Deno.Kv;
  readonly #clock: () => number;

  constructor({ kv, clock }: { kv: Deno.Kv; clock: () => number }) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /**
   * Adds an entry to the atomic of the change that it tells of. Whoever commits it MUST, if a check
   * fails, build the atomic anew and ask again: the chain may have moved on.
   */
  async extend(atomic: Deno.AtomicOperation, deed: Deed): Promise<AuditEntry> {
    const head = await retryRead(() => this.#kv.get(keys.auditHead()));
    const { number, hash } = head.value === null ? START : headSchema.parse(head.value);
    const content = {
      v: 1 as const,
      number: number + 1,
      at: new Date(this.#clock()).toISOString(),
      ...deed,
      details: deed.details ?? {},
      previous: hash,
    };
    const entry = auditEntrySchema.parse({ ...content, hash: hashOf(content) });
    atomic.check(head)
      .set(keys.auditEntry(entry.number), entry)
      .set(keys.auditHead(), { v: 1, number: entry.number, hash: entry.hash });
    return entry;
  }

  /** Stores an entry by itself. @throws {HotlineError} `unavailable`. */
  async append(deed: Deed): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const atomic = this.#kv.atomic();
      await this.extend(atomic, deed);
      if ((await commitAtomic(atomic)).ok) return;
    }
    throw new HotlineError("unavailable", "The audit log could not be written. Try again.");
  }
}

function hashOf(content: Omit<AuditEntry, "hash">): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
