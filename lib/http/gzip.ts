/**
 * gzip (RFC 1952) put together of parts, so that what stays the same in a body is compressed once.
 * A part that ends with a flush ends at a whole byte, and another one may follow.
 */
import { constants, crc32, deflateRawSync } from "node:zlib";

/** No flags, no time, an unknown system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
/** An empty last block. */
const END = Uint8Array.of(3, 0);
const STORED_MAX_BYTES = 0xffff;

/** A part of a body, as it is and as it stands in the gzip. */
export interface GzipPart {
  plain: Uint8Array;
  packed: Uint8Array;
}

/** Compressed: for what is sent again and again. */
export function compressedPart(plain: Uint8Array): GzipPart {
  const packed = deflateRawSync(plain, { finishFlush: constants.Z_SYNC_FLUSH });
  return { plain, packed };
}

/** As it is, with 5 bytes before it: for what is short and new each time. */
export function storedPart(plain: Uint8Array): GzipPart {
  const { length } = plain;
  if (length > STORED_MAX_BYTES) throw new RangeError("A stored part is too long.");
  const packed = new Uint8Array(5 + length);
  const view = new DataView(packed.buffer);
  view.setUint16(1, length, true);
  view.setUint16(3, ~length, true);
  packed.set(plain, 5);
  return { plain, packed };
}

/** The gzip of all parts in their order. */
export function gzipOf(parts: readonly GzipPart[]): Uint8Array<ArrayBuffer> {
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, parts.reduce((crc, { plain }) => crc32(plain, crc), 0), true);
  trailer.setUint32(4, parts.reduce((sum, { plain }) => sum + plain.length, 0), true);
  const packed = parts.map((part) => part.packed);
  return joined([HEADER, ...packed, END, new Uint8Array(trailer.buffer)]);
}

/** Bytes one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
