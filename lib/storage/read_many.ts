import { retryRead } from "./commit.ts";

/** Keys that KV reads at once. */
const GET_MANY_MAX = 10;

/**
 * The entries of any number of keys, in their order: side by side, so not as of one moment.
 *
 * @throws {HotlineError} `unavailable` if the database does not answer.
 */
export async function readMany(
  kv: Deno.Kv,
  keys: readonly Deno.KvKey[],
): Promise<Deno.KvEntryMaybe<unknown>[]> {
  const groups = Array.from(
    { length: Math.ceil(keys.length / GET_MANY_MAX) },
    (_, at) => keys.slice(at * GET_MANY_MAX, (at + 1) * GET_MANY_MAX),
  );
  const entries = await Promise.all(
    groups.map((group) => retryRead(() => kv.getMany<unknown[]>(group))),
  );
  return entries.flat();
}
