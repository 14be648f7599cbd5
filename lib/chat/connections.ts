import type { Session } from "../auth/accounts.ts";
import type { Caller, Limiter } from "../limits/limiter.ts";
import { HotlineError } from "../model/errors.ts";
import { CLOSE } from "../model/events.ts";
import { HEARTBEAT_MS, SOCKETS_MAX } from "../model/limits.ts";
import type { Observer } from "./observer.ts";
import type { Rooms } from "./rooms.ts";
import { ChatSession } from "./session.ts";
import { SocketCaps } from "./socket_caps.ts";
import type { Wire } from "./wire.ts";

/** A client pings after one heartbeat of silence, so three of them are a dead client. */
const SILENCE_MAX_MS = 3 * HEARTBEAT_MS;
/** Sessions that are read from storage at the same time. */
const REVIEW_AT_ONCE = 20;

/** What sockets are given to work with, and how it is found out who still may have one. */
export interface ConnectionsOptions {
  rooms: Rooms;
  epoch: string;
  /** The session as it is now, or null if it has ended. */
  sessionById: (id: string) => Promise<Session | null>;
  limiter: Limiter;
  clock: () => number;
  newId: () => string;
  observer: Observer;
  onError: (error: unknown) => void;
}

/** What a `/live` socket joins at once, and the cursor it brings; without `after`, at the head. */
export interface Joining {
  requestId: string;
  after?: number | undefined;
  epoch?: string | undefined;
}

/** How a socket begins. */
export interface AcceptOptions {
  takesBatches: boolean;
  joining: Joining | null;
  /** What `reviews` was before the session was read. */
  reviewsBefore: number;
  /** The client's IP address. */
  address: string;
}

/** The sockets of this isolate: accepted, watched, and told to leave. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #sessions = new Set<ChatSession>();
  readonly #caps = new SocketCaps();
  /** Whose sign-ins the next look is about. */
  #due = new Set<ChatSession>();
  #reviews = 0;
  #nextLook: Promise<void> | null = null;
  #lastLook: Promise<void> = Promise.resolve();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Reviews that have begun: for who reads a session and then opens a socket for it. */
  get reviews(): number {
    return this.#reviews;
  }

  /**
   * @throws HotlineError `unavailable` when this isolate holds all the sockets it can, and
   * `rate_limited` when it holds all that it will of this person or address.
   */
  assertRoomForOne(caller: Caller): void {
    if (this.#options.limiter.isOn) this.#caps.assertOneMore(caller);
    if (this.#sessions.size >= SOCKETS_MAX) {
      throw new HotlineError("unavailable", "This server holds as many connections as it can.");
    }
  }

  /** Greets a socket that has just opened, and joins `joining` if there is one. */
  accept(
    wire: Wire,
    session: Session,
    { takesBatches, joining, reviewsBefore, address }: AcceptOptions,
  ): ChatSession {
    const { rooms, epoch, limiter, clock, newId, observer, onError } = this.#options;
    const chat = new ChatSession({
      id: newId(),
      wire,
      session,
      address,
      limiter,
      rooms,
      epoch,
      takesBatches,
      primaryRequestId: joining?.requestId ?? null,
      clock,
      observer,
      onError,
    });
    this.#sessions.add(chat);
    this.#caps.add(chat.caller);
    // The session may have ended since it was read. Whoever learns of that begins a review: one
    // that is still to come finds this socket, one that has begun meanwhile may have missed it.
    const isSure = reviewsBefore === this.#reviews;
    chat.start(joining, isSure ? Promise.resolve() : this.#confirm(chat));
    return chat;
  }

  /** The socket has closed. */
  remove(chat: ChatSession): void {
    if (this.#sessions.delete(chat)) this.#caps.remove(chat.caller);
    chat.ended();
  }

  /** Closes what has been silent for too long or has outlived its session. */
  async sweep(): Promise<void> {
    const now = this.#options.clock();
    const expired: ChatSession[] = [];
    for (const chat of this.#sessions) {
      if (now - chat.lastHeardAt > SILENCE_MAX_MS) chat.close(CLOSE.silent, "silent for too long");
      else if (now >= chat.session.expiresAt) expired.push(chat);
    }
    // Pages may have prolonged a session since its sockets opened: look before closing.
    if (expired.length > 0) await this.#look(expired);
  }

  /** Looks again whether these people still have their sessions and their role; null: everybody. */
  review(userIds: ReadonlySet<string> | null = null): Promise<void> {
    this.#reviews++;
    const isMeant = ({ user }: ChatSession) => userIds === null || userIds.has(user.id);
    return this.#look([...this.#sessions].filter(isMeant));
  }

  /** Asks every client to come back, spread over `withinMs`, and closes. */
  leave(withinMs: number, random: () => number): void {
    for (const chat of this.#sessions) chat.restart(Math.round(random() * withinMs));
  }

  /** Nothing is done for a socket whose session cannot be read again: its client comes back. */
  async #confirm(chat: ChatSession): Promise<void> {
    try {
      await this.#look([chat]);
    } catch (error) {
      this.#options.onError(error);
      chat.close(CLOSE.restart, "storage does not answer");
    }
  }

  /**
   * Reads sign-ins again, each once. One look serves all who ask for it before it begins, and
   * looks go one after another: an older answer must not undo a newer one.
   */
  #look(chats: Iterable<ChatSession>): Promise<void> {
    for (const chat of chats) this.#due.add(chat);
    if (!this.#nextLook) {
      const look = () => this.#renewDue();
      this.#nextLook = this.#lastLook = this.#lastLook.then(look, look);
    }
    return this.#nextLook;
  }

  async #renewDue(): Promise<void> {
    const due = this.#due;
    this.#due = new Set();
    this.#nextLook = null;
    const chatsById = [...Map.groupBy(due, ({ session }) => session.id)];
    let isRoleChanged = false;
    try {
      for (let at = 0; at < chatsById.length; at += REVIEW_AT_ONCE) {
        const some = chatsById.slice(at, at + REVIEW_AT_ONCE);
        // All of them, even if one fails: an answer that came later would be out of date.
        const answers = await Promise.allSettled(some.map(async ([id, chats]) => {
          const session = await this.#options.sessionById(id);
          for (const chat of chats) {
            isRoleChanged ||= session !== null && session.user.role !== chat.user.role;
            chat.renew(session);
          }
        }));
        const failed = answers.find(({ status }) => status === "rejected");
        if (failed?.status === "rejected") throw failed.reason;
      }
    } catch (error) {
      for (const chat of due) if (chat.isOpen) this.#due.add(chat);
      throw error;
    } finally {
      if (isRoleChanged) this.#options.rooms.review();
    }
  }
}
