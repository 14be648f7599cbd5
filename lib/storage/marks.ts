/**
 * Marks say that something changed without saying what: a commit touches the mark of its
 * shard blindly, which contends with nobody, and one read of all of them tells a process
 * whether to look further. They compare by versionstamp, so that no clock is involved.
 */
import { ACTIVITY_MARKS, keys } from "./keys.ts";
import { retryRead } from "./commit.ts";

/** The versionstamps of all marks, `activity` by shard; null for one never touched. */
export interface Marks {
  access: string | null;
  activity: (string | null)[];
}

/** One read, of a range: ten single keys would cost twice as much. */
export async function readMarks(kv: Deno.Kv): Promise<Marks> {
  const entries = await retryRead(() => Array.fromAsync(kv.list({ prefix: keys.marks() })));
  const marks: Marks = {
    access: null,
    activity: Array.from({ length: ACTIVITY_MARKS }, () => null),
  };
  for (const { key: [, name, shard], versionstamp } of entries) {
    if (name === "access") marks.access = versionstamp;
    else marks.activity[Number(shard)] = versionstamp;
  }
  return marks;
}
