import { LRUCache } from "lru-cache";
import { z } from "zod";
import { HotlineError, unauthenticated } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { scopeSchema } from "../model/session.ts";
import { markAccess } from "./access_mark.ts";
import { type Account, readAccount } from "./account.ts";
import {
  afterLostRace,
  type Alongside,
  commitAtomic,
  DoubtfulCommit,
  NOTHING_ALONGSIDE,
  retryRead,
} from "./commit.ts";
import { keys } from "./keys.ts";
import { PointReads } from "./point_reads.ts";
import { readMany } from "./read_many.ts";

/** Sessions whose users are remembered: some 200 bytes each. */
const HOLDERS_MAX = 10_000;
/** What goes alongside may lose a race against others: see AuditLog. */
const ATTEMPTS_MAX = 20;

const sessionRecordSchema = z.object({
  v: z.literal(1),
  userId: idSchema,
  /** Null is not voided by a newer generation: an API token outlives a change of password. */
  generation: z.int().nonnegative().nullable(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
  /** Milliseconds since the epoch; null for sessions from before it was kept. */
  createdAt: z.number().nullable().default(null),
  address: z.string().nullable().default(null),
  device: z.string().nullable().default(null),
  /** Set if this is an API token. */
  token: z.object({ id: idSchema, name: z.string(), scopes: z.array(scopeSchema) })
    .nullable().default(null),
});

/** Whose a session is, and how long it is in force; a newer generation of the user voids it. */
export type NewSession = Omit<z.output<typeof sessionRecordSchema>, "v">;

/** What makes a session an API token. */
export type TokenDetails = NonNullable<NewSession["token"]>;

export interface StoredSession extends NewSession {
  /** The record that `extend` checks. */
  versionstamp: string;
}

/** A session, and its user; null if they are gone. */
export interface HeldSession extends StoredSession {
  account: Account | null;
}

/** Sessions and API tokens by the hash of their secret; the secret itself is nowhere in the database. */
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

  /** Every stored session of a user by its hash, ended and expired ones among them. */
  async listOf(userId: string): Promise<(StoredSession & { hash: string })[]> {
    const entries = await retryRead(() =>
      Array.fromAsync(this.#kv.list({ prefix: keys.userSessions(userId) }))
    );
    const hashes = entries.map(({ key }) => String(key.at(-1)));
    const sessions = await readMany(this.#kv, hashes.map((hash) => keys.session(hash)));
    return sessions.flatMap((entry, at) => {
      const session = readSession(entry);
      return session ? [{ ...session, hash: hashes[at]! }] : [];
    });
  }

  /** `keepMs` is when KV may clear the record away, from now; KV may be late, so it decides nothing. */
  add(
    hash: string,
    session: NewSession,
    keepMs: number,
    alongside: Alongside = NOTHING_ALONGSIDE,
  ): Promise<void> {
    return this.#commit(alongside, () => this.#write(this.#kv.atomic(), hash, session, keepMs));
  }

  /** Whether the session was extended: not when it ended, or was extended, in the meantime. */
  async extend(hash: string, session: StoredSession, keepMs: number): Promise<boolean> {
    const { versionstamp } = session;
    const atomic = this.#kv.atomic().check({ key: keys.session(hash), versionstamp });
    return (await commitHarmless(this.#write(atomic, hash, session, keepMs))).ok;
  }

  /**
   * Adds to an atomic what carries a session over to the next generation, which voids all others.
   *
   * @throws {HotlineError} `unauthenticated` if it has ended, or become void, in the meantime.
   */
  async carryOver(
    atomic: Deno.AtomicOperation,
    hash: string,
    { generation, keepMs }: { generation: number; keepMs: (expiresAt: number) => number },
  ): Promise<void> {
    const session = readSession(await retryRead(() => this.#kv.get(keys.session(hash))));
    if (session?.generation !== generation - 1) throw unauthenticated();
    const { versionstamp, ...kept } = session;
    atomic.check({ key: keys.session(hash), versionstamp });
    this.#write(atomic, hash, { ...kept, generation }, keepMs(kept.expiresAt));
  }

  /** Ends a session, and tells other processes so; ending it twice is no error. */
  async delete(hash: string, alongside: Alongside = NOTHING_ALONGSIDE): Promise<void> {
    const entry = await retryRead(() => this.#kv.get(keys.session(hash)));
    const session = readSession(entry);
    if (!session) return;
    const { userId } = session;
    await this.#commit(async (atomic) => {
      await markAccess(this.#kv, atomic, userId);
      await alongside(atomic);
    }, () =>
      this.#kv.atomic()
        .delete(keys.session(hash))
        .delete(keys.userSession(userId, hash)));
  }

  #write(
    atomic: Deno.AtomicOperation,
    hash: string,
    session: NewSession,
    keepMs: number,
  ): Deno.AtomicOperation {
    return atomic
      .set(keys.session(hash), sessionRecordSchema.parse({ ...session, v: 1 }), {
        expireIn: keepMs,
      })
      .set(keys.userSession(session.userId, hash), { v: 1 }, { expireIn: keepMs });
  }

  async #commit(alongside: Alongside, build: () => Deno.AtomicOperation): Promise<void> {
    for (let lost = 1; lost <= ATTEMPTS_MAX; lost++) {
      const atomic = build();
      if (await alongside(atomic) === false) return;
      if ((await commitHarmless(atomic)).ok) return;
      await afterLostRace(lost);
    }
    throw unavailable();
  }

  #accountOf(userId: string): Promise<Account | null> {
    return this.#reads.get(keys.user(userId), ({ value }) => readAccount(value));
  }
}

function readSession(entry: Deno.KvEntryMaybe<unknown>): StoredSession | null {
  if (entry.versionstamp === null) return null;
  const { v: _, ...session } = sessionRecordSchema.parse(entry.value);
  return { ...session, versionstamp: entry.versionstamp };
}

/** Each of these may land late or twice without harm, so doubt means no more than "try again". */
async function commitHarmless(
  atomic: Deno.AtomicOperation,
): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
  try {
    return await commitAtomic(atomic);
  } catch (error) {
    if (!(error instanceof DoubtfulCommit)) throw error;
    throw unavailable(error);
  }
}

function unavailable(cause?: unknown): HotlineError {
  return new HotlineError("unavailable", "The database does not answer. Try again in a moment.", {
    cause,
  });
}
