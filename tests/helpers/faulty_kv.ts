/** A database that fails as real ones do, by chance that a test can repeat. */

export type Fault =
  /** SQLite's lock: nothing was written. */
  | "locked"
  /** Not written, and nobody says so. */
  | "silent"
  /** Written, but the answer got lost. */
  | "lost"
  /** Written, sent again by Deno's KV Connect client, and the second copy refused. */
  | "resent"
  /** Given up by its sender, and written (if it still can be) just before the next commit. */
  | "late";

/** `faultOf` decides what becomes of each commit: undefined lets it be. */
export function faulty(kv: Deno.Kv, faultOf: () => Fault | undefined): Deno.Kv {
  let onTheWay: (() => Promise<unknown>) | undefined;
  const failing = (atomic: Deno.AtomicOperation) => {
    const commit = atomic.commit.bind(atomic);
    atomic.commit = async () => {
      const late = onTheWay;
      onTheWay = undefined;
      await late?.();
      const fault = faultOf();
      if (fault === "locked") throw new TypeError("database is locked");
      if (fault === "late") onTheWay = commit;
      if (fault === "late" || fault === "silent") throw new Error("no answer");
      const result = await commit();
      if (fault === "lost") throw new Error("connection reset");
      return fault === "resent" ? { ok: false } : result;
    };
    return atomic;
  };
  return new Proxy(kv, {
    get(target, property) {
      if (property === "atomic") return () => failing(target.atomic());
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

export const FAULTS: readonly Fault[] = ["locked", "silent", "lost", "resent", "late"];
