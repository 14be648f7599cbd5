/** The activity index: requests by the second of their last activity, for the list. */
import type { Status } from "../model/request.ts";
import { keys, type ListScope } from "./keys.ts";
import type { RequestRecord } from "./record.ts";

/** `YYYY-MM-DDTHH:MM:SS`: a flood moves its request once a second instead of with each message. */
const secondOf = (time: string): string => time.slice(0, 19);

function entriesOf(request: RequestRecord): Deno.KvKey[] {
  const { id, status, requester, access, updatedAt } = request;
  const readers = [requester, ...access];
  const scopes: ListScope[] = ["all", ...readers.map((user) => `user:${user.id}` as const)];
  return scopes.map((scope) => keys.activity(scope, status, secondOf(updatedAt), id));
}

/** Whether a request has another place in the lists than before, or stands in other lists. */
function isMoved(before: RequestRecord | null, after: RequestRecord): boolean {
  return before?.status !== after.status || before.access !== after.access ||
    secondOf(before.updatedAt) !== secondOf(after.updatedAt);
}

/** Writes that the move takes, at most: none for most messages, four a second without grants. */
export function moveMutations(before: RequestRecord, after: RequestRecord): number {
  return isMoved(before, after) ? 4 + before.access.length + after.access.length : 0;
}

/** Adds to an atomic what moves a request to its new place in every list. */
export function moveActivity(
  atomic: Deno.AtomicOperation,
  before: RequestRecord | null,
  after: RequestRecord,
): Deno.AtomicOperation {
  if (!isMoved(before, after)) return atomic;
  for (const key of before ? entriesOf(before) : []) atomic.delete(key);
  for (const key of entriesOf(after)) atomic.set(key, { v: 1 });
  return atomic;
}

/** A place in a list: what stands there is older. */
export interface ActivityCursor {
  second: string;
  requestId: string;
}

/**
 * Request ids by last activity, newest first; those of one second by their ids, the newer first.
 * One read for each of the statuses.
 */
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
      ? { prefix, end: keys.activity(scope, status, cursor.second, cursor.requestId) }
      : { prefix };
    const found: ActivityCursor[] = [];
    for await (const { key } of kv.list(selector, { limit, reverse: true, batchSize: limit })) {
      const [second, requestId] = key.slice(prefix.length);
      found.push({ second: String(second), requestId: String(requestId) });
    }
    return found;
  }));
  return lists.flat().sort(newestFirst).slice(0, limit);
}

function newestFirst(a: ActivityCursor, b: ActivityCursor): number {
  if (a.second !== b.second) return a.second < b.second ? 1 : -1;
  return a.requestId < b.requestId ? 1 : -1;
}
