/** WebSocket frames as a client reads and writes them: RFC 6455, as far as servers here use it. */
import { Buffer } from "node:buffer";

export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;
const FINAL = 0x80;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

export type OnFrame = (opcode: number, payload: Buffer) => void;

/** A frame of a client. Its mask is zero: that is allowed, and costs the generator nothing. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length > 0xffff) throw new Error("The generator sends no frames of that size.");
  const isShort = length < LENGTH_16;
  const head = Buffer.alloc(isShort ? 6 : 8);
  head[0] = FINAL | opcode;
  head[1] = MASKED | (isShort ? length : LENGTH_16);
  if (!isShort) head.writeUInt16BE(length, 2);
  return Buffer.concat([head, payload]);
}

/** Cuts what arrives into frames. */
export class FrameReader {
  readonly #onFrame: OnFrame;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** A payload is a view of the chunk: it MUST be used before the next one is pushed. */
  push(chunk: Buffer): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (true) {
      const size = this.#readFrame(data, at);
      if (size === 0) break;
      at += size;
    }
    // Copied, as the chunk's memory may be used again.
    this.#rest = at === data.length ? Buffer.alloc(0) : Buffer.from(data.subarray(at));
  }

  /** The size of the frame that begins at `at`, or 0 if it has not arrived in full. */
  #readFrame(data: Buffer, at: number): number {
    if (data.length - at < 2) return 0;
    const first = data[at]!;
    const short = data[at + 1]!;
    let headSize = 2;
    let length = short;
    if (short === LENGTH_16) {
      if (data.length - at < 4) return 0;
      headSize = 4;
      length = data.readUInt16BE(at + 2);
    } else if (short === LENGTH_64) {
      if (data.length - at < 10) return 0;
      headSize = 10;
      length = Number(data.readBigUInt64BE(at + 2));
    }
    const size = headSize + length;
    if (data.length - at < size) return 0;
    if (!(first & FINAL)) throw new Error("The servers here do not send frames in pieces.");
    this.#onFrame(first & 0x0f, data.subarray(at + headSize, at + size));
    return size;
  }
}
