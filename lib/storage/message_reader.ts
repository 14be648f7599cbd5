/** Messages in their present state: by id, and in pages. */
import type { Kind, Message } from "../model/message.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";
import { placeRecordSchema, readMessage } from "./record.ts";

/** The messages with these ids, as far as they exist: two reads for each. */
export async function findMessages(
  kv: Deno.Kv,
  requestId: string,
  messageIds: readonly string[],
): Promise<Map<string, Message>> {
  const found = await Promise.all([...new Set(messageIds)].map(async (messageId) => {
    const place = await retryRead(() => kv.get(keys.messagePlace(requestId, messageId)));
    if (place.value === null) return null;
    const { kind, seq } = placeRecordSchema.parse(place.value);
    const entry = await retryRead(() => kv.get(keys.message(requestId, kind, seq)));
    return readMessage(entry.value);
  }));
  return new Map(found.flatMap((message) => message ? [[message.id, message] as const] : []));
}

/** Which messages to read: without `before` and `after`, the newest. */
export interface PageQuery {
  /** Which messages the reader may see. */
  kinds: readonly Kind[];
  /** Only messages before this seq; without `after`, the newest of them. */
  before?: number | undefined;
  /** Only messages after this seq, the oldest of them. */
  after?: number | undefined;
  limit: number;
}

/** Neighbouring messages in their present state, without a hole among the kinds asked for. */
export interface MessagePage {
  /** Ascending by seq. */
  messages: Message[];
  /** Whether there are more in the direction of reading. */
  hasMore: boolean;
}

/** A page of messages: one read for each kind, however long the history. */
export async function readPage(
  kv: Deno.Kv,
  requestId: string,
  query: PageQuery,
): Promise<MessagePage> {
  const { after, limit } = query;
  const isForward = after !== undefined;
  const lists = await Promise.all(query.kinds.map((kind) => {
    const selector = selectorOf(requestId, kind, query);
    const options = { limit: limit + 1, batchSize: limit + 1, reverse: !isForward };
    return retryRead(() => Array.fromAsync(kv.list(selector, options)));
  }));
  const messages = lists.flat()
    .map(({ value }) => readMessage(value))
    .sort((a, b) => a.seq - b.seq);
  const hasMore = messages.length > limit;
  return { messages: isForward ? messages.slice(0, limit) : messages.slice(-limit), hasMore };
}

function selectorOf(requestId: string, kind: Kind, query: PageQuery): Deno.KvListSelector {
  const prefix = keys.messages(requestId, kind);
  if (query.after !== undefined) {
    return { prefix, start: keys.message(requestId, kind, query.after + 1) };
  }
  if (query.before !== undefined) {
    return { prefix, end: keys.message(requestId, kind, query.before) };
  }
  return { prefix };
}
