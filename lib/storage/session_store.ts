import { z } from "zod";
import { HotlineError } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { commitAtomic, DoubtfulCommit, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const sessionRecordSchema = z.object({
  v: z.literal(1),
  userId: idSchema,
  generation: z.int().nonnegative(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});

/** Whose a session is, and how long it is in force; a newer generation of the user voids it. */
export interface StoredSession {
  userId: string;
  /** The user's generation when the session began: see UserStore. */
  generation: number;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** The record that `extend` checks. */
  versionstamp: string;
}

export type NewSession = Omit<StoredSession, "versionstamp">;

/** Sessions by the hash of their token; the token itself is nowhere in the database. */
export class SessionStore {
  readonly #kv: Deno.Kv;

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
  }

  /** The session as stored: whether it has expired is for the caller's clock to say. */
  async get(hash: string): Promise<StoredSession | null> {
    const entry = await retryRead(() => this.#kv.get(keys.session(hash)));
    if (entry.value === null) return null;
    const { userId, generation, expiresAt } = sessionRecordSchema.parse(entry.value);
    return { userId, generation, expiresAt, versionstamp: entry.versionstamp };
  }

  /** `keepMs` is when KV may clear the record away, from now; KV may be late, so it decides nothing. */
  async add(hash: string, session: NewSession, keepMs: number): Promise<void> {
    await commitHarmless(
      this.#kv.atomic().set(keys.session(hash), recordOf(session), { expireIn: keepMs }),
    );
  }

  /** Whether the session was extended: not when it ended, or was extended, in the meantime. */
  async extend(hash: string, session: StoredSession, keepMs: number): Promise<boolean> {
    const key = keys.session(hash);
    const result = await commitHarmless(
      this.#kv.atomic()
        .check({ key, versionstamp: session.versionstamp })
        .set(key, recordOf(session), { expireIn: keepMs }),
    );
    return result.ok;
  }

  /** Ends a session, and tells other processes so through the access mark. */
  async delete(hash: string): Promise<void> {
    await commitHarmless(
      this.#kv.atomic().delete(keys.session(hash)).set(keys.accessMark(), { v: 1 }),
    );
  }
}

function recordOf({ userId, generation, expiresAt }: NewSession) {
  return { v: 1, userId, generation, expiresAt };
}

/** Each of these may land late or twice without harm, so doubt means no more than "try again". */
async function commitHarmless(
  atomic: Deno.AtomicOperation,
): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
  try {
    return await commitAtomic(atomic);
  } catch (error) {
    if (!(error instanceof DoubtfulCommit)) throw error;
    throw new HotlineError("unavailable", "The database does not answer. Try again in a moment.", {
      cause: error,
    });
  }
}
