/** A database that fails as real ones do, by chance that a test can repeat. */

export type Fault =
  /** SQLite's lock: nothing was written. */
  | "locked"
  /** Written, but the answer got lost. */
  | "lost"
  /** Written, sent again by Deno's KV Connect client, and the second copy refused. */
  | "resent"
  /** Not written, and nobody says so. */
  | "silent";

/** `faultOf` decides what becomes of each commit: undefined lets it be. */
export function faulty(kv: Deno.Kv, faultOf: () => Fault | undefined): Deno.Kv {
  return new Proxy(kv, {
    get(target, property) {
      if (property === "atomic") return () => failing(target.atomic(), faultOf);
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function failing(
  atomic: Deno.AtomicOperation,
  faultOf: () => Fault | undefined,
): Deno.AtomicOperation {
  const commit = atomic.commit.bind(atomic);
  atomic.commit = async () => {
    const fault = faultOf();
    if (fault === "locked") throw new TypeError("database is locked");
    if (fault === "silent") throw new Error("connection reset before anything was written");
    const result = await commit();
    if (fault === "lost") throw new Error("connection reset");
    return fault === "resent" ? { ok: false } : result;
  };
  return atomic;
}
