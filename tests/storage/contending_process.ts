/** One of several processes that count up the same number: FILE TIMES. Prints what it met. */
import { commitAtomic, retryRead } from "../../lib/storage/commit.ts";

const [file, times] = Deno.args;
using kv = await Deno.openKv(file);
let counted = 0;
let locked = 0;

async function increment(): Promise<boolean> {
  const entry = await retryRead(() => kv.get<number>(["n"]));
  const atomic = kv.atomic().check(entry).set(["n"], (entry.value ?? 0) + 1);
  const result = await commitAtomic({
    commit: () =>
      atomic.commit().catch((error) => {
        locked++;
        throw error;
      }),
  });
  return result.ok;
}

while (counted < Number(times)) {
  const results = await Promise.all(Array.from({ length: 4 }, increment));
  counted += results.filter((isCounted) => isCounted).length;
}
console.log(JSON.stringify({ counted, locked }));
