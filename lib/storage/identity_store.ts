import { createHash } from "node:crypto";
import { z } from "zod";
import { idSchema } from "../model/id.ts";
import type { Identity } from "../model/identity.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const identityRecordSchema = z.object({ v: z.literal(1), userId: idSchema });

/** Which account a person has whom an OpenID Connect provider vouches for. */
export class IdentityStore {
  readonly #kv: Deno.Kv;

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
  }

  /** The user's id; null for who has not been here yet. */
  async userOf(identity: Identity): Promise<string | null> {
    const { value } = await retryRead(() => this.#kv.get(keyOf(identity)));
    return value === null ? null : identityRecordSchema.parse(value).userId;
  }

  /** Adds to an atomic what links an identity to an account, and checks that nobody has it. */
  add(atomic: Deno.AtomicOperation, identity: Identity, userId: string): void {
    const key = keyOf(identity);
    atomic.check({ key, versionstamp: null }).set(key, { v: 1, userId });
  }
}

/** An issuer is a URL of any length, so a digest stands for it. */
const keyOf = ({ issuer, subject }: Identity): Deno.KvKey =>
  keys.identity(createHash("sha256").update(issuer).digest("base64url"), subject);
