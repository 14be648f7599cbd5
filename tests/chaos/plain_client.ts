/**
 * A client as anybody would write one from the protocol's page, on npm's `ws`: it comes back with
 * its cursor, and sends again what was not answered. Several commands are on their way at a time.
 */
// @ts-types="@types/ws"
import { WebSocket } from "ws";
import { type Ack, CLOSE, type ServerFrame } from "../../lib/model/events.ts";
import type { Command } from "../../lib/client/pending.ts";
import type { Kind } from "../../lib/model/message.ts";
import { oneOf } from "../helpers/random.ts";
import type { Recorder } from "./history.ts";

const OPEN_MAX_MS = 5_000;
const COME_BACK_MAX_MS = 1_000;
const ASK_AFTER_MS = 3_000;
const SILENCE_MAX_MS = 8_000;
/** Sent again if it is not answered by then, and so long after a refusal that may pass. */
const ANSWER_MAX_MS = 10_000;
const RETRY_AFTER_MS = 300;
const LOOK_EVERY_MS = 500;
const WAITING_MAX = 60;
/** Own messages that it remembers, to change them later. */
const OWN_MAX = 50;

export interface PlainClientOptions {
  /** "http://127.0.0.1:20123" */
  origin: string;
  cookie: string;
  requestId: string;
  recorder: Recorder;
  random: () => number;
  /** Whether it joins by a frame, on a socket that has joined nothing. */
  joinsLater?: boolean;
}

export class PlainClient {
  readonly #options: PlainClientOptions;
  readonly #unanswered = new Map<string, { command: Command; dueAt: number }>();
  readonly #watch: ReturnType<typeof setInterval>;
  #socket: WebSocket | null = null;
  #comingBack: ReturnType<typeof setTimeout> | undefined;
  #own: string[] = [];
  #last = 0;
  #isJoined = false;
  #heardAt = 0;
  #isOver = false;

  constructor(options: PlainClientOptions) {
    this.#options = options;
    this.#watch = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#connect();
  }

  get recorder(): Recorder {
    return this.#options.recorder;
  }

  /** The number of the last event. */
  get last(): number {
    return this.#last;
  }

  get waiting(): number {
    return this.#unanswered.size;
  }

  /** Whether it is connected, has everything up to this number, and nothing waits. */
  isSettledAt(head: number): boolean {
    return this.#isJoined && this.#last === head && this.waiting === 0;
  }

  /** Whether it stays away: its session has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it has enough unanswered already. */
  get isBusy(): boolean {
    return this.waiting >= WAITING_MAX;
  }

  /** A message of its own that may be changed. */
  ownMessageId(random: () => number): string | null {
    return this.#own.length > 0 ? oneOf(random, this.#own) : null;
  }

  write(body: string, kind: Kind): void {
    this.#send({ type: "sendMessage", body, kind });
  }

  edit(messageId: string, body: string): void {
    this.#send({ type: "updateMessage", messageId, body });
  }

  remove(messageId: string): void {
    this.#own = this.#own.filter((own) => own !== messageId);
    this.#send({ type: "deleteMessage", messageId });
  }

  close(): void {
    this.#isOver = true;
    clearInterval(this.#watch);
    clearTimeout(this.#comingBack);
    this.#socket?.terminate();
  }

  #send(command: Command): void {
    const clientId = crypto.randomUUID();
    const { type, body, messageId } = { body: "", messageId: null, ...command };
    this.recorder.sends({ clientId, type, body, messageId });
    this.#unanswered.set(clientId, { command, dueAt: 0 });
    if (this.#isJoined) this.#transmitDue();
  }

  #connect(): void {
    const { origin, cookie, requestId, recorder, joinsLater } = this.#options;
    const path = joinsLater ? "/api/live" : `/api/requests/${requestId}/live?after=${this.#last}`;
    const url = origin.replace("http", "ws") + path;
    recorder.connects(this.#last);
    this.#heardAt = performance.now();
    const socket = new WebSocket(url, {
      headers: { cookie },
      handshakeTimeout: OPEN_MAX_MS,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(JSON.parse(String(data))));
    socket.on("unexpected-response", (_request, response) => {
      if (response.statusCode === 401) this.#isOver = true;
      socket.terminate();
    });
    // `close` follows, and says all there is to know.
    socket.on("error", () => {});
    socket.on("close", (code) => {
      this.#isJoined = false;
      if (code === CLOSE.signedOut) this.#isOver = true;
      if (this.#isOver) return clearInterval(this.#watch);
      const afterMs = this.#options.random() * COME_BACK_MAX_MS;
      this.#comingBack = setTimeout(() => this.#connect(), afterMs);
    });
  }

  #receive(frame: ServerFrame): void {
    this.#heardAt = performance.now();
    this.recorder.receives(frame);
    if (frame.type === "welcome" && this.#options.joinsLater) {
      const { requestId } = this.#options;
      this.#transmit({ type: "joinRequest", requestId, after: this.#last });
    } else if (frame.type === "joined") {
      this.#isJoined = true;
      for (const waiting of this.#unanswered.values()) waiting.dueAt = 0;
      this.#transmitDue();
    } else if (frame.type === "ack") {
      this.#acknowledged(frame);
    } else if (frame.type === "error") {
      this.#refused(frame.clientId, frame.retryable || frame.code === "internal");
    } else if ("seq" in frame) {
      this.#last = Math.max(this.#last, frame.seq);
    }
  }

  #acknowledged({ clientId, messageId }: Ack): void {
    const isNew = this.#unanswered.get(clientId)?.command.type === "sendMessage";
    this.#unanswered.delete(clientId);
    if (isNew && messageId !== undefined) this.#own = [...this.#own.slice(-OWN_MAX), messageId];
  }

  #refused(clientId: string | undefined, mayRetry: boolean): void {
    const waiting = this.#unanswered.get(clientId ?? "");
    // It was the joining that failed.
    if (clientId === undefined || !waiting) return this.#socket?.terminate();
    if (mayRetry) waiting.dueAt = performance.now() + RETRY_AFTER_MS;
    else this.#unanswered.delete(clientId);
  }

  #look(): void {
    const silentMs = performance.now() - this.#heardAt;
    if (silentMs > SILENCE_MAX_MS) this.#socket?.terminate();
    else if (silentMs > ASK_AFTER_MS) this.#transmit({ type: "ping" });
    if (this.#isJoined) this.#transmitDue();
  }

  #transmitDue(): void {
    const now = performance.now();
    const { requestId } = this.#options;
    for (const [clientId, waiting] of this.#unanswered) {
      if (waiting.dueAt > now) continue;
      waiting.dueAt = now + ANSWER_MAX_MS;
      this.#transmit({ ...waiting.command, clientId, requestId });
    }
  }

  #transmit(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }
}
