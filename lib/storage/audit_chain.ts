/**
 * The chain of the audit log, as pure functions.
 *
 * The hash of an entry is the SHA-256, in lower-case hex, of the UTF-8 bytes of its canonical JSON
 * (RFC 8785: keys sorted by UTF-16 code units, no white space, strings and numbers as ECMAScript's
 * JSON.stringify writes them) without the field `hash`. All other fields are there, null where they
 * are empty. `previous` is the hash of the entry before; of entry 1 it is 64 zeros. So anyone can
 * recompute the chain from the entries alone, in any language.
 *
 * The chain has no key. It shows every change that leaves a later hash as it was; whoever can write
 * the whole database can compute it anew from any entry on. Only a head that was noted elsewhere
 * shows that: `deno task audit head`, `deno task audit verify --expect`.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import { type AuditEntry, auditEntrySchema, type AuditHead, type Deed } from "../model/audit.ts";

/** Names are shorter; who tries to sign in with a longer one gets no more room in the log. */
const TEXT_MAX = 200;

/** The head of a log without entries. */
export const AUDIT_START: AuditHead = { number: 0, hash: "0".repeat(64) };

export const auditHeadRecordSchema = z.strictObject({
  v: z.literal(1),
  number: z.int().positive(),
  hash: z.string(),
});

/** A deed with its time, as it goes into the log: what an entry says beside its place. */
export const doneSchema = auditEntrySchema
  .omit({ number: true, commitId: true, previous: true, hash: true });
export type Done = z.infer<typeof doneSchema>;

/** The deed as it can be stored and hashed, whatever somebody typed as a name. */
export function done({ action, actor, target, details = {} }: Deed, at: string): Done {
  const { user, address } = actor;
  return {
    v: 1,
    at,
    action,
    actor: {
      user: user && { id: user.id, username: storable(user.username) },
      address: address && storable(address),
    },
    target: target && { type: target.type, id: storable(target.id), name: storable(target.name) },
    details: Object.fromEntries(
      Object.entries(details).map(([name, text]) => [name, storable(text)]),
    ),
  };
}

/** Canonical JSON has no lone surrogates, which a cut can make as well. */
const storable = (text: string): string => text.slice(0, TEXT_MAX).toWellFormed();

/** The entries that follow on from a head, in order. The same arguments give the same entries. */
export function entriesAfter(
  head: AuditHead,
  deeds: readonly Done[],
  commitId: string,
): AuditEntry[] {
  let { number, hash: previous } = head;
  return deeds.map((deed) => {
    number++;
    const unsealed = { ...deed, number, commitId, previous };
    const entry = { ...unsealed, hash: hashOf(unsealed) };
    previous = entry.hash;
    return entry;
  });
}

/** The hash that an entry must have. */
export function hashOf(unsealed: Omit<AuditEntry, "hash">): string {
  return createHash("sha256").update(canonicalize(unsealed)!).digest("hex");
}
