/** Deeds for the audit log, and the log as it stands in a database. */
import type { AuditEntry, Deed } from "../../lib/model/audit.ts";
import { keys } from "../../lib/storage/keys.ts";
import { ann, otto } from "./people.ts";

/** Somebody fails to sign in. */
export const refusedSignIn = (name: string): Deed => ({
  action: "session.refused",
  actor: { user: null, address: "192.0.2.7" },
  target: null,
  details: { username: name },
});

/** Otto makes Ann an agent. */
export const roleChange: Deed = {
  action: "user.role_changed",
  actor: { user: { id: otto.id, username: otto.username }, address: "2001:db8::1" },
  target: { type: "user", id: ann.id, name: ann.username },
  details: { role: "agent" },
};

/** All entries, oldest first. */
export async function readAudit(kv: Deno.Kv): Promise<AuditEntry[]> {
  const stored = kv.list<AuditEntry>({ prefix: keys.auditEntries() });
  return (await Array.fromAsync(stored)).map(({ value }) => value);
}
