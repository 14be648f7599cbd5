import type { AuditAction, AuditEntry } from "../lib/model/audit.ts";
import { fully, SERVER_CLOCK } from "./clock.ts";
import { Timestamp } from "./Timestamp.tsx";

/** What has happened, in words; whom it happened to stands beside it. */
export const AUDIT_WORDS: Record<AuditAction, string> = {
  "session.begun": "Signed in",
  "session.refused": "Sign-in refused",
  "session.ended": "Signed out",
  "sessions.ended": "Sessions ended",
  "user.added": "Account created",
  "user.renamed": "Account renamed",
  "user.role_changed": "Role changed",
  "user.password_changed": "Password changed",
  "user.disabled": "Account disabled",
  "user.enabled": "Account enabled",
  "token.added": "API token created",
  "token.revoked": "API token revoked",
  "passkey.added": "Passkey added",
  "passkey.removed": "Passkey removed",
  "identity.linked": "Identity linked",
  "guest.added": "Guest came",
  "guest.became_user": "Guest became a user",
  "guest_link.renewed": "Guest link renewed",
  "guest_link.revoked": "Guest link revoked",
  "access.granted": "Access granted",
  "access.revoked": "Access revoked",
  "message.deleted": "Message deleted",
  "audit.exported": "Audit log exported",
};

export interface AuditEntriesProps {
  entries: readonly AuditEntry[];
  /** The day by whose light times are told, in milliseconds since the epoch. */
  todayMs: number;
}

/** Entries of the audit log, newest first. */
export function AuditEntries({ entries, todayMs }: AuditEntriesProps) {
  const clock = { ...SERVER_CLOCK, now: todayMs };
  return (
    <ol class="audit" reversed>
      {entries.map(({ number, at, action, actor, target, details }) => (
        <li key={number} class="audit-entry" value={number}>
          <p class="audit-deed">
            <strong>{AUDIT_WORDS[action]}</strong>
            {target && <span class="audit-target" dir="auto">{target.name}</span>}
            {Object.entries(details).map(([name, value]) => (
              <span key={name} class="tag" dir="auto">{`${name}: ${value}`}</span>
            ))}
          </p>
          <p class="meta audit-facts">
            <span>{`#${number}`}</span>
            <Timestamp iso={at} clock={clock} words={fully} local="fully" />
            <span>{actor.user ? `by ${actor.user.username}` : "by nobody signed in"}</span>
            <span>{actor.address ?? "on the command line"}</span>
          </p>
        </li>
      ))}
    </ol>
  );
}
