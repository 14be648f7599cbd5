/**
 * A WebSocket straight on TCP. A full client costs more per frame than some of the servers do, and
 * would be what is measured; here a frame costs a look at its head.
 */
import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { clientFrame, FrameReader, OPCODE } from "./frame_reader.ts";

const END_OF_HEAD = "\r\n\r\n";
/** Chunks are read into memory that all sockets share: each is used up before the next is read. */
const readBuffer = Buffer.allocUnsafe(256 * 1024);

export interface RawSocketOptions {
  port: number;
  path: string;
  headers: Record<string, string>;
  /** The bytes MUST be used before it returns. */
  onText: (bytes: Buffer) => void;
  /** The server says goodbye, before `onEnd`. */
  onClose?: (code: number) => void;
  /** Not called after `destroy`. */
  onEnd: (why: string) => void;
}

export class RawSocket {
  readonly #options: RawSocketOptions;
  readonly #reader: FrameReader;
  readonly #socket: Socket;
  #isUpgraded = false;
  #head = "";
  #isOver = false;

  constructor(options: RawSocketOptions) {
    this.#options = options;
    this.#reader = new FrameReader((opcode, payload) => this.#receive(opcode, payload));
    const { port } = options;
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          this.#read(readBuffer.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.on("connect", () => this.#socket.write(this.#upgrade()));
    this.#socket.on("error", (error) => this.#end(error.message));
    this.#socket.on("close", () => this.#end("the server cut the connection"));
  }

  send(text: string): void {
    this.#socket.write(clientFrame(OPCODE.text, Buffer.from(text)));
  }

  /** Reads nothing any more: what the server sends fills the buffers in between. */
  freeze(): void {
    this.#socket.pause();
  }

  /** Reads on, from where it left off. */
  thaw(): void {
    this.#socket.resume();
  }

  /** Cuts the connection without a word, as a lost network does. */
  destroy(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  #upgrade(): string {
    const { path, headers, port } = this.#options;
    const lines = Object.entries({
      Host: `127.0.0.1:${port}`,
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`);
    return [`GET ${path} HTTP/1.1`, ...lines].join("\r\n") + END_OF_HEAD;
  }

  #read(chunk: Buffer): void {
    if (this.#isOver) return;
    if (this.#isUpgraded) return this.#reader.push(chunk);
    this.#head += chunk.toString("latin1");
    const end = this.#head.indexOf(END_OF_HEAD);
    if (end < 0) return;
    if (!this.#head.startsWith("HTTP/1.1 101")) {
      return this.#end(`the upgrade was refused: ${this.#head.slice(0, 300)}`);
    }
    this.#isUpgraded = true;
    const rest = Buffer.from(this.#head.slice(end + END_OF_HEAD.length), "latin1");
    if (rest.length > 0) this.#reader.push(rest);
  }

  #receive(opcode: number, payload: Buffer): void {
    if (opcode === OPCODE.text) this.#options.onText(payload);
    else if (opcode === OPCODE.ping) this.#socket.write(clientFrame(OPCODE.pong, payload));
    else if (opcode === OPCODE.close) {
      this.#options.onClose?.(payload.length >= 2 ? payload.readUInt16BE() : 1005);
      this.#end(`the server closed the socket: ${payload}`);
    }
  }

  #end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onEnd(why);
    this.#socket.destroy();
  }
}
