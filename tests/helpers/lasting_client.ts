/**
 * A client that goes on through restarts, as the protocol asks for: it comes back after the delay
 * that it was told, with its cursor, and sends again what was not acknowledged.
 */
import { CLOSE, type ServerFrame } from "../../lib/model/events.ts";
import { type NumberedFrame, WsClient } from "./ws_client.ts";

/** After an end that nobody announced. */
const RETRY_MS = 100;

export interface LastingClientOptions {
  origin: string;
  cookie: string | null;
  requestId: string;
  name: string;
}

export class LastingClient {
  /** Every numbered event of the request, in the order of arrival. */
  readonly events: NumberedFrame[] = [];
  readonly acknowledged = new Map<string, number>();
  /** Close codes, and how long it took each time until it had joined again. */
  readonly breaks: { code: number; ms: number }[] = [];
  readonly #options: LastingClientOptions;
  readonly #unanswered = new Map<string, object>();
  #socket: WsClient | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lostAt: { code: number; at: number } | null = null;
  #isJoined = false;
  #sent = 0;
  #last = 1;
  #isOver = false;

  constructor(options: LastingClientOptions) {
    this.#options = options;
    this.#connect();
  }

  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** Whether it has everything up to this number, and nothing of its own waits. */
  isSettledAt(head: number): boolean {
    return this.#isJoined && this.#last >= head && this.#unanswered.size === 0;
  }

  write(): void {
    const clientId = `${this.#options.name}-${this.#sent++}`;
    const { requestId } = this.#options;
    const frame = { type: "sendMessage", requestId, clientId, body: clientId };
    this.#unanswered.set(clientId, frame);
    if (this.#isJoined) this.#socket?.send(frame);
  }

  async close(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#socket?.[Symbol.asyncDispose]();
  }

  async #connect(): Promise<void> {
    const { origin, requestId, cookie } = this.#options;
    const url = `${origin}/api/requests/${requestId}/live?after=${this.#last}`;
    let afterMs = RETRY_MS;
    let code = 1006;
    try {
      const socket = await WsClient.open(url, { cookie });
      this.#socket = socket;
      socket.onFrame((frame) => {
        if (frame.type === "reconnect") afterMs = frame.afterMs;
        else this.#receive(frame);
      });
      code = (await socket.closed).code;
    } catch (error) {
      // Both servers may refuse for a moment; anything else is a fault of the test.
      if (!(error instanceof Error)) throw error;
    }
    this.#socket = null;
    if (this.#isJoined) this.#lostAt = { code, at: performance.now() };
    this.#isJoined = false;
    if (this.#isOver) return;
    this.#timer = setTimeout(() => this.#connect(), code === CLOSE.restart ? afterMs : RETRY_MS);
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === "joined") this.#joined();
    else if (frame.type === "ack") {
      this.acknowledged.set(frame.clientId, frame.seq);
      this.#unanswered.delete(frame.clientId);
    } else if ("seq" in frame && "requestId" in frame) {
      this.events.push(frame);
      this.#last = frame.seq;
    }
  }

  #joined(): void {
    this.#isJoined = true;
    if (this.#lostAt) {
      const { code, at } = this.#lostAt;
      this.breaks.push({ code, ms: performance.now() - at });
    }
    this.#lostAt = null;
    for (const frame of this.#unanswered.values()) this.#socket?.send(frame);
  }
}
