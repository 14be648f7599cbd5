import { z } from "zod";
import { HotlineError } from "../model/errors.ts";
import { commitAtomic, DoubtfulCommit, retryRead } from "./commit.ts";

const TRIES_MAX = 20;

const attemptsSchema = z.object({
  v: z.literal(1),
  /** Attempts in a row that failed, or of which nobody knows yet. */
  count: z.int().nonnegative(),
  /** When the last one was made, in milliseconds since the epoch. */
  lastAt: z.number(),
});

/** Attempts to sign in, counted for an account in one respect; null where none is stored. */
export type Attempts = { count: number; lastAt: number };

export interface CountedKey {
  key: Deno.KvKey;
  /** When KV may clear the record away, from now; KV may be late, so it decides nothing. */
  keepMs: number;
}

/** Counts of attempts to sign in, shared by all isolates and processes. */
export class AttemptStore {
  readonly #kv: Deno.Kv;

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
  }

  /** The counts at these keys, read at once. */
  async read(keys: Deno.KvKey[]): Promise<(Attempts | null)[]> {
    return (await this.#entries(keys)).map(parse);
  }

  /**
   * Changes the counts at these keys, as one. `change` gets what is stored now and gives what is to
   * be; null deletes. It is called again when somebody else was faster, and may throw to refuse.
   *
   * @throws {HotlineError} `unavailable`, or whatever `change` throws.
   */
  async change(
    counted: CountedKey[],
    change: (stored: (Attempts | null)[]) => (Attempts | null)[],
  ): Promise<void> {
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      const entries = await this.#entries(counted.map(({ key }) => key));
      const wanted = change(entries.map(parse));
      const atomic = this.#kv.atomic();
      for (const [at, { key, keepMs }] of counted.entries()) {
        const value = wanted[at];
        atomic.check(entries[at]!);
        if (value) atomic.set(key, { v: 1, ...value }, { expireIn: keepMs });
        else atomic.delete(key);
      }
      if (await isStored(atomic)) return;
    }
    throw unavailable();
  }

  #entries(keys: Deno.KvKey[]): Promise<Deno.KvEntryMaybe<unknown>[]> {
    return retryRead(() => this.#kv.getMany<unknown[]>(keys));
  }
}

function parse({ value }: Deno.KvEntryMaybe<unknown>): Attempts | null {
  if (value === null) return null;
  const { count, lastAt } = attemptsSchema.parse(value);
  return { count, lastAt };
}

/** Of a doubtful commit the caller hears that it failed: an attempt more or less is no harm. */
async function isStored(atomic: Deno.AtomicOperation): Promise<boolean> {
  try {
    return (await commitAtomic(atomic)).ok;
  } catch (error) {
    throw error instanceof DoubtfulCommit ? unavailable(error) : error;
  }
}

function unavailable(cause?: unknown): HotlineError {
  return new HotlineError("unavailable", "The database is busy. Try again in a moment.", { cause });
}
