import { setTimeout as delay } from "node:timers/promises";
import { SEND_BUFFER_MAX_BYTES } from "../model/limits.ts";

/** What a session needs of a socket. */
export interface Wire {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number;
}

const DRAINED_BYTES = SEND_BUFFER_MAX_BYTES / 4;
const LOOK_EVERY_MS = 10;

/**
 * Waits until a wire has sent most of what it holds: sockets have no event for that.
 * Whoever never drains is closed by the silence it keeps or by the next delivery.
 *
 * @returns whether the wire is still open.
 */
export async function whenDrained(wire: Wire, isOpen: () => boolean): Promise<boolean> {
  while (isOpen() && wire.bufferedAmount > DRAINED_BYTES) await delay(LOOK_EVERY_MS);
  return isOpen();
}
