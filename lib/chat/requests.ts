import { HotlineError, notFound } from "../model/errors.ts";
import { z } from "zod";
import type { RequestChanges } from "../model/events.ts";
import { type ListMessages, type Message, messageSchema } from "../model/message.ts";
import {
  type ChangeRequest,
  type CreateRequest,
  type ListRequests,
  type Request,
  type Status,
  statusSchema,
} from "../model/request.ts";
import type { User } from "../model/user.ts";
import type { ActivityCursor } from "../storage/activity.ts";
import type { Command, MessageCommand, Outcome } from "../storage/command.ts";
import type { RequestLog } from "../storage/log.ts";
import { findMessages, readPage } from "../storage/message_reader.ts";
import type { RequestRecord } from "../storage/record.ts";
import type { RequestStore } from "../storage/request_store.ts";
import { changeCommand } from "./commands.ts";
import {
  assertChangeable,
  assertReadable,
  assertVisible,
  isStaff,
  listScope,
  visibleKinds,
} from "./policy.ts";
import type { Rooms } from "./rooms.ts";
import { traced } from "./tracer.ts";

/** Where requests are read, and the rooms through which they are written. */
export interface RequestsOptions {
  kv: Deno.Kv;
  log: RequestLog;
  store: RequestStore;
  rooms: Rooms;
  epoch: string;
  newId: () => string;
  userById: (id: string) => Promise<User | null>;
}

/** Messages, and the `head` and `epoch` to join at so as to miss nothing stored since. */
export interface MessagesPage {
  messages: Message[];
  head: number;
  epoch: string;
  hasMore: boolean;
}

const storedMessageSchema = z.object({ message: messageSchema });
const ALL_STATUSES: readonly Status[] = statusSchema.options;

/** The desk as pages and calls see it: every read and write of requests, under the policy. */
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
      next: next && `${next.second}_${next.requestId}`,
    };
  }

  /** @throws HotlineError `not_found`. */
  async get(viewer: User, requestId: string): Promise<Request> {
    return asSeen(await this.#readable(viewer, requestId));
  }

  /**
   * Before a socket is opened: no read where the request's room is open, but for a refusal. It may
   * let somebody pass who has just been put out, whom the joining then refuses.
   *
   * @throws HotlineError `not_found`.
   */
  async assertJoinable(viewer: User, requestId: string): Promise<void> {
    const room = await this.#options.rooms.open(requestId);
    await room.admit(viewer);
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
    return await this.messagesOf(viewer, await this.#readable(viewer, requestId), query);
  }

  /** The same for a request that has been read already. @throws HotlineError `not_found`. */
  async messagesOf(
    viewer: User,
    request: RequestRecord,
    query: ListMessages,
  ): Promise<MessagesPage> {
    assertReadable(viewer, request);
    const { kv, epoch } = this.#options;
    const { id, head } = request;
    const page = await readPage(kv, id, { ...query, kinds: visibleKinds(viewer) });
    // The head came first: what was stored since comes to the client as events.
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
    const { rooms } = this.#options;
    const trace = rooms.trace(command.type, requestId, "call");
    return await traced(trace, async () => {
      const room = await rooms.open(requestId);
      return await room.submit(command, trace);
    });
  }

  /** Does a command about a message, and reads the message as it was then: for a repeat, the first result. */
  async submitMessage(
    requestId: string,
    command: MessageCommand,
  ): Promise<{ message: Message; seq: number; isDuplicate: boolean }> {
    const { seq, messageId, isDuplicate } = await this.submit(requestId, command);
    if (messageId === null) {
      throw new HotlineError("conflict", "clientId: another command about the request has it.");
    }
    const [event] = await this.#options.log.since(requestId, seq - 1, 1);
    if (event?.seq !== seq) throw new HotlineError("internal", "The log has a hole.");
    const { message } = storedMessageSchema.parse(JSON.parse(event.json));
    // The result of a repeat is from a time when its sender may have had more rights.
    if (isDuplicate) await this.message(command.actor, requestId, message.id);
    return { message, seq, isDuplicate };
  }

  /**
   * Changes title, status or assignee.
   *
   * @throws HotlineError `invalid` if the assignee is no agent, or as the policy refuses.
   */
  async change(
    actor: User,
    requestId: string,
    { title, status, assigneeId, clientId }: ChangeRequest,
  ): Promise<{ request: Request; seq: number }> {
    const request = await this.get(actor, requestId);
    // Before the assignee is looked up: the answer would tell who is an agent.
    if (assigneeId !== undefined) assertChangeable(actor, request, { assignee: null });
    const changes: RequestChanges = {
      ...(title !== undefined && { title }),
      ...(status !== undefined && { status }),
      ...(assigneeId !== undefined && { assignee: await this.#assignee(assigneeId) }),
    };
    const command = changeCommand(actor, clientId ?? this.#options.newId(), changes);
    const { seq } = await this.submit(requestId, command);
    return { request: await this.get(actor, requestId), seq };
  }

  async #assignee(userId: string | null): Promise<User | null> {
    if (userId === null) return null;
    const user = await this.#options.userById(userId);
    if (user && isStaff(user)) return user;
    const message = "must be the id of an agent or an admin";
    throw new HotlineError("invalid", `assigneeId: ${message}`, {
      fields: [{ path: "assigneeId", message }],
    });
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
  const [second, requestId, ...rest] = cursor.split("_");
  if (!second || !requestId || rest.length > 0) {
    const message = "must be the `next` of an earlier page";
    throw new HotlineError("bad_cursor", `cursor: ${message}`, {
      fields: [{ path: "cursor", message }],
    });
  }
  return { second, requestId };
}
