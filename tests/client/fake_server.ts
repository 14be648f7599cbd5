/** A server reduced to its promises: one log, commands stored once, and a wire that misbehaves. */
import type { LogEvent } from "../../lib/model/events.ts";
import type { Message } from "../../lib/model/message.ts";
import type { User } from "../../lib/model/user.ts";
import type { FakeSocket } from "./fake_environment.ts";
import {
  ack,
  asker,
  joined,
  message,
  newMessage,
  request,
  REQUEST_ID,
  welcome,
} from "./samples.ts";

type Frame = { type: string; [field: string]: unknown };

export class FakeServer {
  readonly log: LogEvent[] = [];
  readonly messages = new Map<string, Message>();
  /** `clientId` to `seq`. */
  readonly stored = new Map<string, number>();
  /** Frames that left the server and have not arrived. */
  readonly wire: Frame[] = [];
  #socket: FakeSocket | null = null;
  #isJoined = false;
  #commandsRead = 0;

  get head(): number {
    return this.log.length;
  }

  get epoch(): string {
    return "first";
  }

  get socket(): FakeSocket | null {
    return this.#socket;
  }

  accept(socket: FakeSocket): void {
    this.#socket = socket;
    this.#commandsRead = 0;
    this.wire.length = 0;
    socket.opens();
    this.wire.push({ ...welcome() });
    this.#join(Number(new URL(socket.url).searchParams.get("after")));
  }

  /** The connection breaks, and what was on the wire is lost. */
  cut(code: number): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#isJoined = false;
    this.wire.length = 0;
    socket?.closes(code);
  }

  post(author: User, clientId: string, body: string): number {
    const seq = this.head + 1;
    const change = { author, clientId, body, id: `M${seq}` };
    this.messages.set(`M${seq}`, message(seq, change));
    return this.#append(newMessage(seq, change));
  }

  edit(messageId: string, body: string): number {
    const edited = { ...this.messages.get(messageId)!, body };
    this.messages.set(messageId, edited);
    const seq = this.head + 1;
    return this.#append({ type: "messageUpdated", requestId: REQUEST_ID, seq, message: edited });
  }

  remove(messageId: string): number {
    const tombstone = { ...this.messages.get(messageId)!, body: "", deletedAt: "2026-01-02" };
    this.messages.set(messageId, tombstone);
    const seq = this.head + 1;
    return this.#append({
      type: "messageDeleted",
      requestId: REQUEST_ID,
      seq,
      messageId,
      message: tombstone,
    });
  }

  hide(): number {
    return this.#append({ type: "hidden", requestId: REQUEST_ID, seq: this.head + 1 });
  }

  rename(title: string): number {
    const seq = this.head + 1;
    return this.#append({
      type: "requestUpdated",
      requestId: REQUEST_ID,
      seq,
      request: { ...request, title },
      changes: { title },
    });
  }

  /** Reads the commands that arrived; `postpones` refuses one for now. */
  readCommands(postpones: () => boolean): void {
    const socket = this.#socket;
    if (socket === null) return;
    for (const frame of socket.sent.slice(this.#commandsRead)) {
      this.#commandsRead++;
      if (frame.type === "ping") this.wire.push({ type: "pong", at: "" });
      else if (frame.type === "joinRequest") this.#join(Number(frame["after"]));
      else this.#command(frame, postpones());
    }
  }

  /** Messages before `before`, newest page first, as REST answers. */
  page(limit: number, before = Infinity) {
    const all = [...this.messages.values()].filter(({ seq }) => seq < before);
    const messages = all.slice(-limit);
    return { messages, head: this.head, epoch: this.epoch, hasMore: all.length > messages.length };
  }

  #command(frame: Frame, isPostponed: boolean): void {
    const clientId = String(frame["clientId"]);
    const earlier = this.stored.get(clientId);
    if (earlier !== undefined) {
      this.wire.push({ ...ack(clientId, earlier, true) });
    } else if (isPostponed) {
      this.wire.push({
        type: "error",
        clientId,
        code: "unavailable",
        message: "Storage does not answer.",
        retryable: true,
      });
    } else {
      const seq = this.#store(frame, clientId);
      this.stored.set(clientId, seq);
      this.wire.push({ ...ack(clientId, seq) });
    }
  }

  #store(frame: Frame, clientId: string): number {
    const body = String(frame["body"]);
    const messageId = String(frame["messageId"]);
    if (frame.type === "sendMessage") return this.post(asker, clientId, body);
    return frame.type === "updateMessage" ? this.edit(messageId, body) : this.remove(messageId);
  }

  #join(after: number): void {
    for (const event of this.log.slice(after)) this.wire.push({ ...event });
    this.wire.push({ ...joined(this.head, this.epoch) });
    this.#isJoined = true;
  }

  #append(event: LogEvent): number {
    this.log.push(event);
    if (this.#isJoined) this.wire.push({ ...event });
    return event.seq;
  }
}
