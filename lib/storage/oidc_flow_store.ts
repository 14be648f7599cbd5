import { z } from "zod";
import { HotlineError } from "../model/errors.ts";
import { commitAtomic, DoubtfulCommit, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const flowRecordSchema = z.object({
  v: z.literal(1),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Where the person wanted to be: a path of this site. */
  next: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});

/** What a sign-in that has gone to the provider must come back with. */
export type OidcFlow = Omit<z.output<typeof flowRecordSchema>, "v">;

/** Sign-ins under way at the provider, for whichever isolate they come back to. */
export class OidcFlowStore {
  readonly #kv: Deno.Kv;

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
  }

  /** `keepMs` is when KV may clear the record away, from now; KV may be late, so it decides nothing. */
  async add(handleHash: string, flow: OidcFlow, keepMs: number): Promise<void> {
    const record = flowRecordSchema.parse({ ...flow, v: 1 });
    await commit(this.#kv.atomic().set(keys.oidcFlow(handleHash), record, { expireIn: keepMs }));
  }

  /**
   * Gives a flow to the first who asks with its state, and to nobody after. Another state leaves it
   * in place: a link of somebody else's cannot end it.
   */
  async take(handleHash: string, state: string): Promise<OidcFlow | null> {
    const entry = await retryRead(() => this.#kv.get(keys.oidcFlow(handleHash)));
    if (entry.value === null) return null;
    const { v: _, ...flow } = flowRecordSchema.parse(entry.value);
    if (flow.state !== state) return null;
    const { ok } = await commit(this.#kv.atomic().check(entry).delete(entry.key));
    return ok ? flow : null;
  }
}

/** In doubt nobody gets the flow: who signs in begins anew. */
async function commit(
  atomic: Deno.AtomicOperation,
): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
  try {
    return await commitAtomic(atomic);
  } catch (cause) {
    if (!(cause instanceof DoubtfulCommit)) throw cause;
    const message = "The database does not answer. Try again in a moment.";
    throw new HotlineError("unavailable", message, { cause });
  }
}
