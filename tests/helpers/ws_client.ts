/** A plain WebSocket client, as anybody would write one: nothing of Hotline's own client is in it. */
import assert from "node:assert/strict";
// @ts-types="@types/ws"
import { WebSocket } from "ws";
import type { ErrorCode } from "../../lib/model/errors.ts";
import type { ServerFrame } from "../../lib/model/events.ts";
import { within } from "./deadline.ts";

export type FrameOf<Type> = Extract<ServerFrame, { type: Type }>;
/** What has a number in the log of a request. */
export type NumberedFrame = Extract<ServerFrame, { seq: number; requestId: string }>;

export interface SocketOptions {
  cookie?: string | null;
  protocols?: string[];
  headers?: Record<string, string>;
}

export interface Closed {
  code: number;
  reason: string;
}

interface Wanted {
  isIt: (frame: ServerFrame) => boolean;
  resolve: (frame: ServerFrame) => void;
}

function connect(url: string, { cookie, protocols, headers }: SocketOptions): WebSocket {
  return new WebSocket(url.replace(/^http/, "ws"), protocols ?? [], {
    headers: { ...headers, ...(cookie ? { cookie } : {}) },
    perMessageDeflate: false,
  });
}

export class WsClient {
  /** Every frame that has arrived, in order. */
  readonly frames: ServerFrame[] = [];
  /** Every text that has arrived: of a batch there is one for several frames. */
  readonly texts: string[] = [];
  readonly closed: Promise<Closed>;
  readonly #socket: WebSocket;
  #untaken: ServerFrame[] = [];
  #onFrame: (frame: ServerFrame) => void = () => {};
  #wanted: Wanted[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(String(data)));
    const { promise, resolve } = Promise.withResolvers<Closed>();
    this.closed = promise;
    socket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
  }

  static async open(url: string, options: SocketOptions = {}): Promise<WsClient> {
    const socket = connect(url, options);
    const client = new WsClient(socket);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.on("open", resolve);
    // After the opening a broken connection is told by `close` alone.
    socket.on("error", reject);
    await within(promise, `opening ${url}`);
    return client;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Sends a frame; a text or bytes go as they are. */
  send(frame: object | string): void {
    const isRaw = typeof frame === "string" || frame instanceof Uint8Array;
    this.#socket.send(isRaw ? frame : JSON.stringify(frame));
  }

  /** Takes the first frame of this type that has not been taken yet, or waits for one. */
  take<Type extends ServerFrame["type"]>(
    type: Type,
    isIt: (frame: FrameOf<Type>) => boolean = () => true,
  ): Promise<FrameOf<Type>> {
    const matches = (frame: ServerFrame): boolean =>
      frame.type === type && isIt(frame as FrameOf<Type>);
    const at = this.#untaken.findIndex(matches);
    if (at >= 0) return Promise.resolve(this.#untaken.splice(at, 1)[0] as FrameOf<Type>);
    const { promise, resolve } = Promise.withResolvers<ServerFrame>();
    this.#wanted.push({ isIt: matches, resolve });
    const seen = () => this.frames.slice(-5).map((frame) => JSON.stringify(frame).slice(0, 200));
    return within(promise, `a frame ${type}`).catch((error: Error) => {
      throw new Error(`${error.message}; the last ones were ${seen().join(", ")}`);
    }) as Promise<FrameOf<Type>>;
  }

  /** Calls `take` with each frame: those that are here already, and those to come. */
  onFrame(take: (frame: ServerFrame) => void): void {
    this.frames.forEach(take);
    this.#onFrame = take;
  }

  /** Sends a command and takes its acknowledgement. */
  async ack(command: { clientId: string } & Record<string, unknown>): Promise<FrameOf<"ack">> {
    this.send(command);
    return await this.take("ack", ({ clientId }) => clientId === command.clientId);
  }

  /** Sends a frame and asserts that it is refused with this code. */
  async refused(frame: object | string, code: ErrorCode): Promise<FrameOf<"error">> {
    this.send(frame);
    const error = await this.take("error");
    assert.equal(error.code, code, error.message);
    return error;
  }

  /** Resolves when the server has answered everything that was sent before. */
  async settled(): Promise<void> {
    const ref = crypto.randomUUID();
    this.send({ type: "leaveRequest", requestId: "00000000000000000000000000", ref });
    await this.take("left", (frame) => frame.ref === ref);
  }

  /** The numbered frames of a request, in the order of their arrival. */
  log(requestId: string): NumberedFrame[] {
    return this.frames.filter((frame): frame is NumberedFrame =>
      "seq" in frame && frame.type !== "ack" && frame.requestId === requestId
    );
  }

  closing(): Promise<Closed> {
    return within(this.closed, "the close of a socket");
  }

  /** Reads nothing any more, as a client that hangs; the connection stays. */
  freeze(): void {
    this.#socket.pause();
  }

  /** Reads on where it left off. */
  thaw(): void {
    this.#socket.resume();
  }

  /** Lets go without a goodbye. */
  terminate(): void {
    this.#socket.terminate();
  }

  async close(): Promise<void> {
    this.#socket.close(1000);
    await this.closing();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.readyState !== WebSocket.CLOSED) await this.close();
  }

  #receive(text: string): void {
    this.texts.push(text);
    const parsed: ServerFrame | ServerFrame[] = JSON.parse(text);
    for (const frame of [parsed].flat()) {
      this.frames.push(frame);
      this.#onFrame(frame);
      const at = this.#wanted.findIndex(({ isIt }) => isIt(frame));
      if (at < 0) this.#untaken.push(frame);
      else this.#wanted.splice(at, 1)[0]!.resolve(frame);
    }
  }
}

/** Tries to open a socket and gives the answer that refuses it. */
export async function refusalOf(
  url: string,
  options: SocketOptions = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const socket = connect(url, options);
  const { promise, resolve, reject } = Promise.withResolvers<
    { status: number; headers: Headers; text: string }
  >();
  socket.on("open", () => {
    socket.terminate();
    reject(new Error(`${url} was opened`));
  });
  socket.on("unexpected-response", (_request, response) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value));
    const chunks: Uint8Array[] = [];
    response.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    response.on("end", () => {
      const text = chunks.map((chunk) => new TextDecoder().decode(chunk)).join("");
      resolve({ status: response.statusCode ?? 0, headers, text });
      socket.terminate();
    });
  });
  socket.on("error", reject);
  return await within(promise, `the refusal of ${url}`);
}
