/**
 * The access mark: how often anybody's access has changed, and whose it was lately. Whatever ends a
 * session, changes a role or disables an account counts it up in the same commit, so that whoever
 * looks at the mark knows whom to look at again, and a commit that checks it knows that nobody's
 * access has changed unnoticed.
 */
import { z } from "zod";
import { idSchema } from "../model/id.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

/** Who fell further behind than this looks at everybody. */
const RECENT_MAX = 100;

const accessMarkSchema = z.object({
  v: z.literal(1),
  /** Changes so far. */
  number: z.int().nonnegative().default(0),
  /** Whose access changed, the latest change last: the end of the list that `number` counts. */
  recent: z.array(idSchema).max(RECENT_MAX).default([]),
});

/** The mark as it stands. */
export interface AccessMark {
  number: number;
  recent: readonly string[];
  /** Null before the first change. */
  versionstamp: string | null;
}

/** @throws {Error} if the entry holds no access mark. */
export function accessMarkOf({ value, versionstamp }: Deno.KvEntryMaybe<unknown>): AccessMark {
  if (versionstamp === null) return { number: 0, recent: [], versionstamp };
  const { number, recent } = accessMarkSchema.parse(value);
  return { number, recent, versionstamp };
}

/**
 * Adds to an atomic that this user's access changes: one read, and a check that may fail when
 * others change at the same moment.
 */
export async function markAccess(
  kv: Deno.Kv,
  atomic: Deno.AtomicOperation,
  userId: string,
): Promise<void> {
  const entry = await retryRead(() => kv.get(keys.accessMark()));
  const { number, recent } = accessMarkOf(entry);
  const record = { v: 1, number: number + 1, recent: [...recent, userId].slice(-RECENT_MAX) };
  atomic.check(entry).set(keys.accessMark(), record);
}

/** Whose access has changed since the mark stood at `number`; null if that is too long ago to tell. */
export function changedSince({ number, recent }: AccessMark, since: number): Set<string> | null {
  const changes = number - since;
  if (changes > recent.length) return null;
  return new Set(changes === 0 ? [] : recent.slice(-changes));
}
