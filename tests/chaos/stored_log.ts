/** The log of a request as the database holds it after a run: what every history is held against. */
import { ulid } from "ulid";
import type { StoredEvent } from "../../lib/model/events.ts";
import type { Kind, Message } from "../../lib/model/message.ts";
import { RequestLog } from "../../lib/storage/log.ts";
import { readPage } from "../../lib/storage/message_reader.ts";
import { openKv } from "../../lib/storage/open_kv.ts";
import { digestOf } from "./history.ts";

const EVENTS_AT_ONCE = 500;
const MESSAGES_AT_ONCE = 400;

export interface StoredEntry {
  seq: number;
  type: StoredEvent["type"];
  kind: Kind;
  digest: number;
  /** Of the message that the event is about; null if it is about none. */
  message: MessageFacts | null;
}

export interface MessageFacts {
  id: string;
  seq: number;
  kind: Kind;
  authorId: string;
  /** Of the command that made the message. */
  clientId: string;
  body: string;
  isDeleted: boolean;
}

export interface StoredLog {
  requestId: string;
  head: number;
  /** In the order of their keys. */
  entries: StoredEntry[];
  /** The messages as pages show them. */
  messages: MessageFacts[];
}

/** Reads whole requests from a database that nobody serves any more. */
export async function readStoredLogs(location: string, requestIds: string[]): Promise<StoredLog[]> {
  const { kv, checksMax } = await openKv(location);
  try {
    const log = new RequestLog({ kv, checksMax, clock: Date.now, newId: () => ulid() });
    return await Promise.all(requestIds.map(async (requestId) => ({
      requestId,
      head: (await log.head(requestId))?.request.head ?? 0,
      entries: await entriesOf(log, requestId),
      messages: await messagesOf(kv, requestId),
    })));
  } finally {
    kv.close();
  }
}

async function entriesOf(log: RequestLog, requestId: string): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = [];
  while (true) {
    const events = await log.since(requestId, entries.at(-1)?.seq ?? 0, EVENTS_AT_ONCE);
    for (const { seq, kind, json } of events) {
      const event: StoredEvent = JSON.parse(json);
      const message = "message" in event ? factsOf(event.message) : null;
      entries.push({ seq, type: event.type, kind, digest: digestOf(json), message });
    }
    if (events.length < EVENTS_AT_ONCE) return entries;
  }
}

async function messagesOf(kv: Deno.Kv, requestId: string): Promise<MessageFacts[]> {
  const messages: MessageFacts[] = [];
  let after = 0;
  while (true) {
    const query = { kinds: ["public", "note"], after, limit: MESSAGES_AT_ONCE } as const;
    const page = await readPage(kv, requestId, query);
    messages.push(...page.messages.map(factsOf));
    after = page.messages.at(-1)?.seq ?? after;
    if (!page.hasMore) return messages;
  }
}

export function factsOf(message: Message): MessageFacts {
  const { id, seq, kind, author, clientId, body, deletedAt } = message;
  return { id, seq, kind, authorId: author.id, clientId, body, isDeleted: deletedAt !== null };
}
