import { setTimeout as delay } from "node:timers/promises";
import { HotlineError } from "../model/errors.ts";
import type { Message } from "../model/message.ts";
import type { Status } from "../model/request.ts";
import type { User } from "../model/user.ts";
import { type ActivityCursor, listActivity, moveActivity } from "./activity.ts";
import {
  type Alongside,
  commitAtomic,
  DoubtfulCommit,
  NOTHING_ALONGSIDE,
  retryRead,
} from "./commit.ts";
import { keys, type ListScope } from "./keys.ts";
import { messageIdAt } from "./message_id.ts";
import { readMany } from "./read_many.ts";
import {
  type CommandRecord,
  creationRecordSchema,
  decodeRecord,
  encodeEvent,
  encodeRecord,
  type RequestRecord,
  requestRecordSchema,
} from "./record.ts";

/** What goes alongside may lose a race against others: see AuditLog. */
const CREATE_ATTEMPTS_MAX = 50;
const BACKOFF_MIN_MS = 4;
const BACKOFF_MAX_MS = 100;

/** A request as its requester writes it; `body` becomes its first message. */
export interface NewRequest {
  title: string;
  body: string;
  requester: User;
  clientId: string;
}

/** Creates requests, and lists them by activity. */
export class RequestStore {
  readonly #kv: Deno.Kv;
  readonly #clock: () => number;
  readonly #newId: () => string;

  constructor(options: { kv: Deno.Kv; clock: () => number; newId: () => string }) {
    this.#kv = options.kv;
    this.#clock = options.clock;
    this.#newId = options.newId;
  }

  /**
   * Creates a request; its first message is event 1. The same `clientId` again gives the same
   * request. What goes alongside goes into the same commit; it may be asked several times.
   */
  async create(
    input: NewRequest,
    alongside: (request: RequestRecord) => Alongside = () => NOTHING_ALONGSIDE,
  ): Promise<{ request: RequestRecord; isDuplicate: boolean }> {
    const message = this.#firstMessage(input);
    const request = firstState(input, message);
    const beside = alongside(request);
    for (let attempt = 0; attempt < CREATE_ATTEMPTS_MAX; attempt++) {
      const existing = await this.#createdBefore(input);
      if (existing) return { request: existing, isDuplicate: existing.id !== message.requestId };
      const atomic = this.#creation(request, message);
      await beside(atomic);
      try {
        const result = await commitAtomic(atomic);
        if (result.ok) return { request, isDuplicate: false };
      } catch (error) {
        if (!(error instanceof DoubtfulCommit)) throw error;
      }
      // Full jitter: those who collided must not come back at the same moment.
      await delay(Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** attempt));
    }
    throw new HotlineError("unavailable", "The request could not be stored; send it again.");
  }

  /**
   * The requests of a list, newest activity first: one read for each status and one for
   * every ten requests. `next` is where the following page begins.
   */
  async list(
    scope: ListScope,
    statuses: readonly Status[],
    options: { cursor: ActivityCursor | null; limit: number },
  ): Promise<{ requests: RequestRecord[]; next: ActivityCursor | null }> {
    const { cursor, limit } = options;
    const found = await retryRead(() =>
      listActivity(this.#kv, scope, statuses, { cursor, limit: limit + 1 })
    );
    const page = found.slice(0, limit);
    const requests = await this.#byIds([...new Set(page.map(({ requestId }) => requestId))]);
    // The index knows the second alone.
    requests.sort((a, b) => a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0);
    return { requests, next: found.length > limit ? page.at(-1) ?? null : null };
  }

  async #byIds(ids: string[]): Promise<RequestRecord[]> {
    const entries = await readMany(this.#kv, ids.map((id) => keys.request(id)));
    return entries.map(({ value }) => decodeRecord(requestRecordSchema, value).request);
  }

  async #createdBefore({ requester, clientId }: NewRequest): Promise<RequestRecord | null> {
    const creation = await retryRead(() => this.#kv.get(keys.creation(requester.id, clientId)));
    if (creation.value === null) return null;
    const { requestId } = decodeRecord(creationRecordSchema, creation.value);
    const [request] = await this.#byIds([requestId]);
    return request ?? null;
  }

  #firstMessage({ body, requester, clientId }: NewRequest): Message {
    return {
      id: messageIdAt(this.#newId(), 1),
      requestId: this.#newId(),
      seq: 1,
      clientId,
      author: requester,
      kind: "public",
      body,
      createdAt: new Date(this.#clock()).toISOString(),
      editedAt: null,
      deletedAt: null,
      replyTo: null,
      attachments: [],
      reactions: {},
    };
  }

  #creation(request: RequestRecord, message: Message): Deno.AtomicOperation {
    const { requester, id } = request;
    const { clientId, kind, seq } = message;
    const json = JSON.stringify({ type: "newMessage", requestId: id, seq, message });
    const command: CommandRecord = { v: 1, seq, messageId: message.id, commitId: id };
    const atomic = this.#kv.atomic()
      .check({ key: keys.creation(requester.id, clientId), versionstamp: null })
      .check({ key: keys.request(id), versionstamp: null })
      .set(keys.creation(requester.id, clientId), encodeRecord({ v: 1, requestId: id }))
      .set(keys.request(id), encodeRecord({ v: 1, request }))
      .set(keys.event(id, seq), encodeEvent({ kind, json }))
      .set(keys.command(id, requester.id, clientId), encodeRecord(command))
      .set(keys.activityMark(keys.shardOf(id)), { v: 1 });
    return moveActivity(atomic, null, request);
  }
}

function firstState({ title, requester }: NewRequest, message: Message): RequestRecord {
  return {
    id: message.requestId,
    title,
    status: "open",
    requester,
    assignee: null,
    participants: [requester],
    access: [],
    createdAt: message.createdAt,
    updatedAt: message.createdAt,
    head: 1,
    messageCount: 1,
  };
}
