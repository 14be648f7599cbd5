/**
 * Messages in their present state: by id, and in pages. A message that nobody has changed is read
 * from the event that brought it; one that was edited or deleted has a record of its own beside.
 */
import type { Kind, Message } from "../model/message.ts";
import { kindSchema } from "../model/message.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";
import { seqOfMessageId } from "./message_id.ts";
import { decodeEvent, decodeRecord, messageRecordSchema, newMessageOf } from "./record.ts";

/** Events that one read brings where few of them are messages; KV gives at most 500 at once. */
const SCAN_MAX = 500;

/** The messages with these ids, as far as they exist: one read for each. */
export async function findMessages(
  kv: Deno.Kv,
  requestId: string,
  messageIds: readonly string[],
): Promise<Map<string, Message>> {
  const found = await Promise.all(
    [...new Set(messageIds)].map((messageId) => findMessage(kv, requestId, messageId)),
  );
  return new Map(found.flatMap((message) => message ? [[message.id, message] as const] : []));
}

async function findMessage(
  kv: Deno.Kv,
  requestId: string,
  messageId: string,
): Promise<Message | null> {
  const seq = seqOfMessageId(messageId);
  const places = [
    ...kindSchema.options.map((kind) => keys.changedMessage(requestId, kind, seq)),
    keys.event(requestId, seq),
  ];
  const entries = await retryRead(() => kv.getMany<unknown[]>(places));
  const event = entries.at(-1)!;
  if (event.value === null) return null;
  const changed = entries.slice(0, -1).find(({ value }) => value !== null);
  const message = changed
    ? decodeRecord(messageRecordSchema, changed.value).message
    : newMessageOf(decodeEvent(seq, event.value));
  return message?.id === messageId ? message : null;
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

/**
 * A page of messages, however long the history: one read of the log, and one of the changed
 * messages for each kind. Where other events are many, the log takes further reads.
 */
export async function readPage(
  kv: Deno.Kv,
  requestId: string,
  query: PageQuery,
): Promise<MessagePage> {
  const { limit, kinds } = query;
  const isForward = query.after !== undefined;
  const [created, ...changed] = await Promise.all([
    readCreated(kv, requestId, query),
    // Of each kind the nearest ones: those that lie within the page are among them.
    ...kinds.map((kind) => readChanged(kv, requestId, kind, query)),
  ]);
  const present = new Map(changed.flat().map((message) => [message.seq, message]));
  const messages = created
    .map((message) => present.get(message.seq) ?? message)
    .sort((a, b) => a.seq - b.seq);
  const hasMore = messages.length > limit;
  return { messages: isForward ? messages.slice(0, limit) : messages.slice(-limit), hasMore };
}

/** Messages as their events brought them, in the direction of reading: one more than the page holds. */
async function readCreated(
  kv: Deno.Kv,
  requestId: string,
  { kinds, before, after, limit }: PageQuery,
): Promise<Message[]> {
  const isForward = after !== undefined;
  const wanted = limit + 1;
  const messages: Message[] = [];
  let start = keys.event(requestId, isForward ? after + 1 : 0);
  let end: Deno.KvKey = !isForward && before !== undefined
    ? keys.event(requestId, before)
    : keys.request(requestId);
  for (let scan = Math.min(wanted, SCAN_MAX);; scan = SCAN_MAX) {
    const options = { limit: scan, batchSize: scan, reverse: !isForward };
    const entries = await retryRead(() => Array.fromAsync(kv.list({ start, end }, options)));
    for (const { key, value } of entries) {
      const event = decodeEvent(Number(key[2]), value);
      const message = kinds.includes(event.kind) ? newMessageOf(event) : null;
      if (message) messages.push(message);
    }
    const last = entries.at(-1);
    if (!last || entries.length < scan || messages.length >= wanted) {
      return messages.slice(0, wanted);
    }
    if (isForward) start = keys.event(requestId, Number(last.key[2]) + 1);
    else end = last.key;
  }
}

async function readChanged(
  kv: Deno.Kv,
  requestId: string,
  kind: Kind,
  { before, after, limit }: PageQuery,
): Promise<Message[]> {
  const prefix = keys.changedMessages(requestId, kind);
  const selector = after !== undefined
    ? { prefix, start: keys.changedMessage(requestId, kind, after + 1) }
    : before !== undefined
    ? { prefix, end: keys.changedMessage(requestId, kind, before) }
    : { prefix };
  const options = { limit: limit + 1, batchSize: limit + 1, reverse: after === undefined };
  const entries = await retryRead(() => Array.fromAsync(kv.list(selector, options)));
  return entries.map(({ value }) => decodeRecord(messageRecordSchema, value).message);
}
