/** The audit log's entries: who did what to whom, when, and from which address. */
import { z } from "zod";
import { timeSchema } from "./id.ts";

/** What RFC 8785 can write: text without lone surrogates. */
const textSchema = z.string().refine((text) => text.isWellFormed(), "must be well-formed text");

/** What is worth an entry. A name says what has happened; the entry says to whom. */
export const auditActionSchema = z.enum([
  "session.begun",
  "session.refused",
  "session.ended",
  "sessions.ended",
  "user.added",
  "user.renamed",
  "user.role_changed",
  "user.password_changed",
  "user.disabled",
  "user.enabled",
  "token.added",
  "token.revoked",
  "passkey.added",
  "passkey.removed",
  "identity.linked",
  "guest.added",
  "guest.became_user",
  "guest_link.renewed",
  "guest_link.revoked",
  "access.granted",
  "access.revoked",
  "message.deleted",
  "audit.exported",
]);
export type AuditAction = z.infer<typeof auditActionSchema>;

/** What an action was about, by a name that a reader knows it by as well. */
export const auditTargetSchema = z.strictObject({
  type: z.enum(["user", "session", "token", "passkey", "request", "message", "audit"]),
  id: textSchema,
  name: textSchema,
});
export type AuditTarget = z.infer<typeof auditTargetSchema>;

/** Who acts, and from where. Nobody (null) is who is not signed in, and the command line. */
export interface Actor {
  user: { id: string; username: string } | null;
  /** An IP address, or `null` for the command line. */
  address: string | null;
}

/**
 * Something that was done. Neither names nor details hold secrets or words of conversations. The log
 * cuts each text at 200 characters.
 */
export interface Deed {
  action: AuditAction;
  actor: Actor;
  target: AuditTarget | null;
  /** Short facts: `{ role: "agent" }`. */
  details?: Record<string, string>;
}

/**
 * A deed as it stands in the log, in the chain. Strict: what the hash covers is all that there is,
 * so a field more is another version.
 */
export const auditEntrySchema = z.strictObject({
  v: z.literal(1),
  /** 1, 2, 3 … without a hole. */
  number: z.int().positive(),
  /** When it was done. */
  at: timeSchema,
  action: auditActionSchema,
  actor: z.strictObject({
    user: z.strictObject({ id: textSchema, username: textSchema }).nullable(),
    address: textSchema.nullable(),
  }),
  target: auditTargetSchema.nullable(),
  details: z.record(textSchema, textSchema),
  /** One for all tries to store it: by this a commit in doubt is told from others. */
  commitId: textSchema,
  /** The hash of the entry before this one; of the first one, 64 zeros. */
  previous: textSchema,
  /** SHA-256, in hex, of this entry without this field: see storage/audit_chain.ts. */
  hash: textSchema,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** A place in the chain: as good as the whole log up to it, for whoever noted it elsewhere. */
export interface AuditHead {
  /** 0 before the first entry. */
  number: number;
  hash: string;
}

/** Which entries somebody wants to see, newest first. */
export interface AuditQuery {
  /** Only entries before this number: the `next` of an earlier page. */
  before?: number;
  limit: number;
  action?: AuditAction;
  /** Who did it, or whom it was about. */
  userId?: string;
  /** Somewhere in names, addresses and details, whatever its case. */
  text?: string;
}

/** Entries, newest first; `next` is where to look on, null at the beginning of the log. */
export interface AuditPage {
  entries: AuditEntry[];
  next: number | null;
}

/** What can be wrong with the log; `number` is the entry's. */
export interface AuditFault {
  number: number;
  problem:
    /** Nothing stands there. */
    | "missing"
    /** What stands there is no entry of this version. */
    | "unreadable"
    /** It does not have its own hash. */
    | "changed"
    /** It is the entry of another number. */
    | "misplaced"
    /** It follows another entry than the one before it. */
    | "unlinked"
    /** The head comes before it, or is a number that no entry can have. */
    | "beyond head"
    /** The head names it, with another hash. */
    | "not the head"
    /** The head that was noted earlier names it, and it is not there, or has another hash. */
    | "not as noted";
}

/** What came of a walk through the log. */
export interface AuditVerification {
  /** Entries that were read. */
  entries: number;
  head: AuditHead;
  /** The first of them, in the order of the log. */
  faults: AuditFault[];
  /** All of them. */
  faultCount: number;
}
