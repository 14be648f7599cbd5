/** The desk as pages and calls see it: every read and write of requests, under the policy. */
import { HotlineError, notFound } from "../model/errors.ts";
import type { RequestChanges, StoredEvent } from "../model/events.ts";
import type { ListMessages, Message } from "../model/message.ts";
import {
  type CreateRequest,
  type ListRequests,
  type Request,
  type Status,
  statusSchema,
} from "../model/request.ts";
import type { User } from "../model/user.ts";
import type { ActivityCursor } from "../storage/activity.ts";
import type { Command, Outcome } from "../storage/command.ts";
import type { RequestLog } from "../storage/log.ts";
import { findMessages, readPage } from "../storage/message_reader.ts";
import type { RequestRecord } from "../storage/record.ts";
import type { RequestStore } from "../storage/request_store.ts";
import { changeCommand } from "./commands.ts";
import { assertReadable, assertVisible, listScope, visibleKinds } from "./policy.ts";
import type { Rooms } from "./rooms.ts";

export interface RequestsOptions {
  kv: Deno.Kv;
  log: RequestLog;
  store: RequestStore;
  rooms: Rooms;
  epoch: string;
  newId: () => string;
}

export interface MessagesPage {
  messages: Message[];
  head: number;
  epoch: string;
  hasMore: boolean;
}

const ALL_STATUSES: readonly Status[] = statusSchema.options;

export class Requests {
  readonly #options: RequestsOptions;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** The requests that the viewer may see, newest activity first. */
  async list(
    viewer: User,
    { status, cursor, limit }: ListRequests,
  ): Promise<{ requests: Request[]; next: string | null }> {
    const statuses = status ? [status] : ALL_STATUSES;
    const place = cursor === undefined ? null : readCursor(cursor);
    const { requests, next } = await this.#options.store
      .list(listScope(viewer), statuses, { cursor: place, limit });
    return {
      requests: requests.map(asSeen),
      next: next && `${next.updatedAt}_${next.requestId}`,
    };
  }

  /** @throws HotlineError `not_found`. */
  async get(viewer: User, requestId: string): Promise<Request> {
    return asSeen(await this.#readable(viewer, requestId));
  }

  /** The same `clientId` again gives the same request. */
  async create(
    author: User,
    { title, body, clientId }: CreateRequest,
  ): Promise<{ request: Request; isDuplicate: boolean }> {
    const { store, newId } = this.#options;
    const input = { title, body, requester: author, clientId: clientId ?? newId() };
    const { request, isDuplicate } = await store.create(input);
    return { request: asSeen(request), isDuplicate };
  }

  /** A page of messages, complete up to `head`. @throws HotlineError `not_found`. */
  async messages(
    viewer: User,
    requestId: string,
    query: ListMessages,
  ): Promise<MessagesPage> {
    // The head first: what is stored while the page is read comes to the client as events.
    const { head } = await this.#readable(viewer, requestId);
    const { kv, epoch } = this.#options;
    const kinds = visibleKinds(viewer);
    const page = await readPage(kv, requestId, { ...query, kinds });
    const messages = page.messages.filter(({ seq }) => seq <= head);
    return { messages, head, epoch, hasMore: page.hasMore };
  }

  /** One message in its present state. @throws HotlineError `not_found`. */
  async message(viewer: User, requestId: string, messageId: string): Promise<Message> {
    const request = await this.#readable(viewer, requestId);
    const found = await findMessages(this.#options.kv, requestId, [messageId]);
    const message = found.get(messageId);
    if (!message) throw notFound("message");
    assertVisible(viewer, request, message);
    return message;
  }

  /** Does a command; it is stored when this resolves. @throws HotlineError as the policy refuses. */
  async submit(requestId: string, command: Command): Promise<Outcome> {
    const room = await this.#options.rooms.open(requestId);
    return await room.submit(command);
  }

  /** Like `submit`, and reads what came of it: for a repeat, the first result. */
  async submitAndRead(
    requestId: string,
    command: Command,
  ): Promise<{ outcome: Outcome; event: StoredEvent }> {
    const outcome = await this.submit(requestId, command);
    const [logged] = await this.#options.log.since(requestId, outcome.seq - 1, 1);
    if (!logged) throw new HotlineError("internal", "The log has a hole.");
    return { outcome, event: JSON.parse(logged.json) };
  }

  /** Changes title, status or assignee. An `assignee` is somebody whom the caller has looked up. */
  async change(
    actor: User,
    requestId: string,
    changes: RequestChanges,
    clientId: string = this.#options.newId(),
  ): Promise<{ request: Request; seq: number }> {
    const { seq } = await this.submit(requestId, changeCommand(actor, clientId, changes));
    return { request: await this.get(actor, requestId), seq };
  }

  async #readable(viewer: User, requestId: string): Promise<RequestRecord> {
    const head = await this.#options.log.head(requestId);
    if (!head) throw notFound();
    assertReadable(viewer, head.request);
    return head.request;
  }
}

/** `unread` is counted from a later version of the protocol's features on. */
const asSeen = (request: RequestRecord): Request => ({ ...request, unread: 0 });

function readCursor(cursor: string): ActivityCursor {
  const [updatedAt, requestId, ...rest] = cursor.split("_");
  if (!updatedAt || !requestId || rest.length > 0) {
    throw new HotlineError("bad_cursor", "cursor: must be a `next` of an earlier page.");
  }
  return { updatedAt, requestId };
}
