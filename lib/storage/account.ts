/** An account as it is stored: a person, and whether and how they may come in. */
import { z } from "zod";
import { idSchema } from "../model/id.ts";
import { userSchema } from "../model/user.ts";
import { keys } from "./keys.ts";

const accountRecordSchema = z.object({
  v: z.literal(1),
  user: userSchema,
  /** Sessions of another generation are void: a new password ends them all in one write. */
  generation: z.int().nonnegative(),
  /** Since when the account is disabled, in milliseconds since the epoch; null while it is not. */
  disabledAt: z.number().nullable().default(null),
  /** The one request that a guest may see; null for everybody else. */
  guestOf: idSchema.nullable().default(null),
});

/** A person, and which of their sessions are valid. */
export type Account = Omit<z.output<typeof accountRecordSchema>, "v">;

/** The account that a stored value holds, null for none. @throws {Error} if it is no account. */
export function readAccount(value: unknown): Account | null {
  if (value === null) return null;
  const { v: _, ...account } = accountRecordSchema.parse(value);
  return account;
}

/** Adds to an atomic what stores the account. A disabled agent is nobody to give a request to. */
export function writeAccount(atomic: Deno.AtomicOperation, account: Account): void {
  const { user, disabledAt } = account;
  atomic.set(keys.user(user.id), accountRecordSchema.parse({ ...account, v: 1 }));
  const isStaff = user.role !== "requester" && disabledAt === null;
  if (isStaff) atomic.set(keys.staffMember(user.id), { v: 1 });
  else atomic.delete(keys.staffMember(user.id));
}
