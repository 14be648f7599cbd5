/** HTTP/1.1 over one connection that is kept alive: GET, and the whole answer. */
import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";

const END_OF_HEAD = "\r\n\r\n";
const END_OF_CHUNKS = "0\r\n\r\n";

export interface Answer {
  status: number;
  /** As it came: in chunks, where the server sends chunks. */
  body: string;
}

export class HttpConnection {
  readonly #socket: Socket;
  readonly #port: number;
  #data: Buffer = Buffer.alloc(0);
  #waiting: PromiseWithResolvers<Answer> | null = null;

  constructor(port: number) {
    this.#port = port;
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    this.#socket.on("data", (chunk) => this.#read(chunk as Buffer));
    this.#socket.on("error", (error) => this.#waiting?.reject(error));
    this.#socket.on("close", () => this.#waiting?.reject(new Error("The server hung up.")));
  }

  /** One at a time. */
  get(path: string, cookie: string | undefined): Promise<Answer> {
    const lines = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${this.#port}`];
    if (cookie) lines.push(`Cookie: ${cookie}`);
    this.#waiting = Promise.withResolvers<Answer>();
    this.#socket.write(lines.join("\r\n") + END_OF_HEAD);
    return this.#waiting.promise;
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#data = this.#data.length === 0 ? chunk : Buffer.concat([this.#data, chunk]);
    const headEnd = this.#data.indexOf(END_OF_HEAD);
    if (headEnd < 0) return;
    const head = this.#data.toString("latin1", 0, headEnd);
    const bodyAt = headEnd + END_OF_HEAD.length;
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    const isWhole = length !== undefined
      ? this.#data.length >= bodyAt + Number(length)
      : this.#data.subarray(-END_OF_CHUNKS.length).toString("latin1") === END_OF_CHUNKS;
    if (!isWhole) return;
    const body = this.#data.toString("latin1", bodyAt);
    this.#data = Buffer.alloc(0);
    this.#waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}
