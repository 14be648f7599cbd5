import { SEND_BUFFER_MAX_BYTES } from "../model/limits.ts";
import type { Wire } from "./wire.ts";

/**
 * To ask the socket before every send what it still holds would cost a twentieth of a delivery.
 * Little beside what it may hold, also at three bytes a character.
 */
const LOOK_EVERY_CHARS = SEND_BUFFER_MAX_BYTES / 64;

/** Watches what a socket holds of what was sent, so that who reads too slowly fills no memory. */
export class Outlet {
  readonly #wire: Wire;
  #charsSinceLook = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Whether the text may be sent; false once the client is too far behind. */
  isTaking(text: string): boolean {
    this.#charsSinceLook += text.length;
    if (this.#charsSinceLook < LOOK_EVERY_CHARS) return true;
    this.#charsSinceLook = 0;
    return this.#wire.bufferedAmount <= SEND_BUFFER_MAX_BYTES;
  }
}
