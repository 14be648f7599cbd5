/** The activity index: requests by last activity, for the list and for the poll. */
import type { Status } from "../model/request.ts";
import { keys, type ListScope } from "./keys.ts";
import type { RequestRecord } from "./record.ts";

function entriesOf(request: RequestRecord): Deno.KvKey[] {
  const scopes: ListScope[] = ["all", `user:${request.requester.id}`];
  return scopes.map((scope) => keys.activity(scope, request.status, request.updatedAt, request.id));
}

/** Adds to an atomic what moves a request to its new place in every list, and touches its mark. */
export function moveActivity(
  atomic: Deno.AtomicOperation,
  before: RequestRecord | null,
  after: RequestRecord,
): Deno.AtomicOperation {
  for (const key of before ? entriesOf(before) : []) atomic.delete(key);
  for (const key of entriesOf(after)) atomic.set(key, { v: 1 });
  return atomic.set(keys.activityMark(after.id), { v: 1 });
}

/** A place in a list: what stands there is older. */
export interface ActivityCursor {
  updatedAt: string;
  requestId: string;
}

/** Request ids by last activity, newest first: one read for each of the statuses. */
export async function listActivity(
  kv: Deno.Kv,
  scope: ListScope,
  statuses: readonly Status[],
  options: { cursor: ActivityCursor | null; limit: number },
): Promise<ActivityCursor[]> {
  const { cursor, limit } = options;
  const lists = await Promise.all(statuses.map(async (status) => {
    const prefix = keys.activities(scope, status);
    const selector = cursor
      ? { prefix, end: keys.activity(scope, status, cursor.updatedAt, cursor.requestId) }
      : { prefix };
    const found: ActivityCursor[] = [];
    for await (const { key } of kv.list(selector, { limit, reverse: true, batchSize: limit })) {
      const [updatedAt, requestId] = key.slice(prefix.length);
      found.push({ updatedAt: String(updatedAt), requestId: String(requestId) });
    }
    return found;
  }));
  return lists.flat().sort(newestFirst).slice(0, limit);
}

function newestFirst(a: ActivityCursor, b: ActivityCursor): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
  return a.requestId < b.requestId ? 1 : -1;
}
