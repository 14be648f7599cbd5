import { addressKey } from "../limits/address_key.ts";
import type { Caller } from "../limits/limiter.ts";
import { rateLimited } from "../model/errors.ts";
import { SOCKETS_PER_ADDRESS_MAX, SOCKETS_PER_PERSON_MAX } from "../model/limits.ts";

/** Who is told to come back has to close a socket first, so there is no haste. */
const COME_BACK_MS = 30_000;

/** Counts the sockets of this isolate by person and by address, so that nobody takes them all. */
export class SocketCaps {
  readonly #ofPerson = new Map<string, number>();
  readonly #ofAddress = new Map<string, number>();

  /** @throws HotlineError `rate_limited` when the caller has all the sockets it may. */
  assertOneMore({ userId, address }: Caller): void {
    if (userId !== null && (this.#ofPerson.get(userId) ?? 0) >= SOCKETS_PER_PERSON_MAX) {
      throw rateLimited("You have as many connections open as one person may.", COME_BACK_MS);
    }
    if (address === null) return;
    if ((this.#ofAddress.get(addressKey(address)) ?? 0) >= SOCKETS_PER_ADDRESS_MAX) {
      throw rateLimited("Too many connections are open from here.", COME_BACK_MS);
    }
  }

  /** MUST be followed by one `remove` of the same caller. */
  add({ userId, address }: Caller): void {
    if (userId !== null) change(this.#ofPerson, userId, 1);
    if (address !== null) change(this.#ofAddress, addressKey(address), 1);
  }

  remove({ userId, address }: Caller): void {
    if (userId !== null) change(this.#ofPerson, userId, -1);
    if (address !== null) change(this.#ofAddress, addressKey(address), -1);
  }
}

function change(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
