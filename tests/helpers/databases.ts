/** Databases to test with: fresh ones, and ones that misbehave in a given way. */

/** Registers a test twice: on a database in memory, and on one in a file. */
export function testOnEachDatabase(name: string, run: (kv: Deno.Kv) => Promise<void>): void {
  Deno.test(`${name} (in memory)`, async () => {
    using kv = await Deno.openKv(":memory:");
    await run(kv);
  });
  Deno.test(`${name} (in a file)`, () =>
    inTempFolder(async (folder) => {
      using kv = await Deno.openKv(`${folder}/test.sqlite3`);
      await run(kv);
    }));
}

/** Gives `run` an empty folder, which is gone afterwards. */
export async function inTempFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The same database, but of the next `times` commits nobody learns that they were stored. */
export function losingAnswers(kv: Deno.Kv, times: number): Deno.Kv {
  let left = times;
  return withAtomic(kv, (atomic) => {
    const commit = atomic.commit.bind(atomic);
    atomic.commit = async () => {
      const result = await commit();
      if (left-- > 0) throw new Error("connection reset");
      return result;
    };
  });
}

/** The same database, but before the next `times` commits somebody else does something. */
export function outrun(kv: Deno.Kv, times: number, before: () => Promise<unknown>): Deno.Kv {
  let left = times;
  return withAtomic(kv, (atomic) => {
    const commit = atomic.commit.bind(atomic);
    atomic.commit = async () => {
      if (left-- > 0) await before();
      return await commit();
    };
  });
}

/** The same database, counting what is asked of it. */
export function counting(kv: Deno.Kv): { kv: Deno.Kv; asked: { reads: number; commits: number } } {
  const asked = { reads: 0, commits: 0 };
  const counted = withAtomic(kv, (atomic) => {
    const commit = atomic.commit.bind(atomic);
    atomic.commit = () => {
      asked.commits++;
      return commit();
    };
  }, (property) => {
    if (property === "get" || property === "getMany" || property === "list") asked.reads++;
  });
  return { kv: counted, asked };
}

function withAtomic(
  kv: Deno.Kv,
  change: (atomic: Deno.AtomicOperation) => void,
  onUse: (property: string | symbol) => void = () => {},
): Deno.Kv {
  return new Proxy(kv, {
    get(target, property) {
      onUse(property);
      if (property === "atomic") {
        return () => {
          const atomic = target.atomic();
          change(atomic);
          return atomic;
        };
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
