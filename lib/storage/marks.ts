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

/** One read. */
export async function readMarks(kv: Deno.Kv): Promise<Marks> {
  const shards = Array.from({ length: ACTIVITY_MARKS }, (_, shard) => keys.activityMark(shard));
  const [access, ...activity] = await retryRead(() =>
    kv.getMany<unknown[]>([keys.accessMark(), ...shards])
  );
  return {
    access: access?.versionstamp ?? null,
    activity: activity.map(({ versionstamp }) => versionstamp),
  };
}
