/** Challenges of passkeys that wait for their answer: each is good once, and for a few minutes. */
import { z } from "zod";
import { commitAtomic, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const challengeRecordSchema = z.object({
  v: z.literal(1),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});

/** A challenge as it was read: what uses it spends it in the same commit. */
export interface StoredChallenge {
  hash: string;
  expiresAt: number;
  versionstamp: string;
}

/** By a hash of the challenge and of whom it was given to. */
export class ChallengeStore {
  readonly #kv: Deno.Kv;

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
  }

  /** `keepMs` is when KV may clear it away; whether it has expired is for the caller's clock to say. */
  async add(hash: string, { expiresAt, keepMs }: { expiresAt: number; keepMs: number }) {
    const record = challengeRecordSchema.parse({ v: 1, expiresAt });
    await commitAtomic(
      this.#kv.atomic().set(keys.passkeyChallenge(hash), record, { expireIn: keepMs }),
    );
  }

  async get(hash: string): Promise<StoredChallenge | null> {
    const { value, versionstamp } = await retryRead(() =>
      this.#kv.get(keys.passkeyChallenge(hash))
    );
    if (versionstamp === null) return null;
    const { expiresAt } = challengeRecordSchema.parse(value);
    return { hash, expiresAt, versionstamp };
  }
}

/** Adds to an atomic that the challenge is still there, and is no more: nobody can use it again. */
export function spendChallenge(
  atomic: Deno.AtomicOperation,
  { hash, versionstamp }: StoredChallenge,
): Deno.AtomicOperation {
  const key = keys.passkeyChallenge(hash);
  return atomic.check({ key, versionstamp }).delete(key);
}
