/** The audit log's entries: who did what to whom, when, and from which address. */
import { z } from "zod";
import { timeSchema } from "./id.ts";

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
export const auditTargetSchema = z.object({
  type: z.enum(["user", "session", "token", "passkey", "request", "message", "audit"]),
  id: z.string(),
  name: z.string(),
});
export type AuditTarget = z.infer<typeof auditTargetSchema>;

/** Who acts, and from where. Nobody (null) is who is not signed in, and the command line. */
export interface Actor {
  user: { id: string; username: string } | null;
  /** An IP address, or `null` for the command line. */
  address: string | null;
}

/** Something that was done. Neither names nor details hold secrets or words of conversations. */
export interface Deed {
  action: AuditAction;
  actor: Actor;
  target: AuditTarget | null;
  /** Short facts: `{ role: "agent" }`. */
  details?: Record<string, string>;
}

/** A deed as it stands in the log, in the chain. */
export const auditEntrySchema = z.object({
  v: z.literal(1),
  /** 1, 2, 3 … without a hole. */
  number: z.int().positive(),
  at: timeSchema,
  action: auditActionSchema,
  actor: z.object({
    user: z.object({ id: z.string(), username: z.string() }).nullable(),
    address: z.string().nullable(),
  }),
  target: auditTargetSchema.nullable(),
  details: z.record(z.string(), z.string()),
  /** The hash of the entry before this one; of the first one, 64 zeros. */
  previous: z.string(),
  /** SHA-256, in hex, of this entry without this field. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
