import { LRUCache } from "lru-cache";
import { z } from "zod";
import { HotlineError } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { commitAtomic, DoubtfulCommit } from "./commit.ts";
import { keys } from "./keys.ts";
import { PointReads } from "./point_reads.ts";
import { type Account, readAccount } from "./user_store.ts";

/** Sessions whose users are remembered: some 200 bytes each. */
const HOLDERS_MAX = 10_000;

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

/** A session, and its user; null if they are gone. */
export interface HeldSession extends StoredSession {
  account: Account | null;
}

export type NewSession = Omit<StoredSession, "versionstamp">;

/** Sessions by the hash of their token; the token itself is nowhere in the database. */
export class SessionStore {
  readonly #kv: Deno.Kv;
  readonly #reads: PointReads;
  /** Whose a session is never changes, so it may be remembered; whether it is in force may not. */
  readonly #holders = new LRUCache<string, string>({ max: HOLDERS_MAX });

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
    this.#reads = new PointReads(kv);
  }

  /**
   * The session as stored: whether it has expired is for the caller's clock to say. One read, and
   * a second one when this store meets the session for the first time.
   */
  async get(hash: string): Promise<HeldSession | null> {
    const holder = this.#holders.get(hash);
    const [session, known] = await Promise.all([
      this.#reads.get(keys.session(hash), readSession),
      holder === undefined ? null : this.#accountOf(holder),
    ]);
    if (!session) return null;
    const { userId } = session;
    if (known && holder === userId) return { ...session, account: known };
    this.#holders.set(hash, userId);
    return { ...session, account: await this.#accountOf(userId) };
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

  #accountOf(userId: string): Promise<Account | null> {
    return this.#reads.get(keys.user(userId), ({ value }) => readAccount(value));
  }
}

function readSession(entry: Deno.KvEntryMaybe<unknown>): StoredSession | null {
  if (entry.versionstamp === null) return null;
  const { userId, generation, expiresAt } = sessionRecordSchema.parse(entry.value);
  return { userId, generation, expiresAt, versionstamp: entry.versionstamp };
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
