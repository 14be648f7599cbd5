import { rateLimited } from "../model/errors.ts";
import { addressKey } from "./address_key.ts";
import { type LimitedAction, RATES } from "./rates.ts";
import { TokenBuckets } from "./token_buckets.ts";

/** Who does something, as far as it is known. */
export interface Caller {
  userId: string | null;
  /** An IP address; null where there is none, as over a socket of Unix. */
  address: string | null;
}

/** The buckets of one kind of action. */
interface Buckets {
  person: TokenBuckets | null;
  address: TokenBuckets;
}

/** Bounds how often people and addresses do things, by the table of rates. For one isolate. */
export class Limiter {
  readonly #buckets: Record<LimitedAction, Buckets> | null;

  /** With `isOn` false it lets everybody do everything. `clock` is in milliseconds. */
  constructor({ clock, isOn }: { clock: () => number; isOn: boolean }) {
    this.#buckets = isOn ? bucketsOf(clock) : null;
  }

  get isOn(): boolean {
    return this.#buckets !== null;
  }

  /** Counts an action. @throws HotlineError `rate_limited`; then nothing was counted. */
  take(action: LimitedAction, { userId, address }: Caller): void {
    if (!this.#buckets) return;
    const { person, address: ofAddress } = this.#buckets[action];
    const key = address === null ? null : addressKey(address);
    const waitMs = Math.max(
      userId === null ? 0 : person?.wait(userId) ?? 0,
      key === null ? 0 : ofAddress.wait(key),
    );
    if (waitMs > 0) throw rateLimited(RATES[action].refusal, waitMs);
    if (userId !== null) person?.take(userId);
    if (key !== null) ofAddress.take(key);
  }

  /** Takes back what `take` counted, where it turned out to be no abuse. */
  giveBack(action: LimitedAction, { userId, address }: Caller): void {
    if (!this.#buckets) return;
    const { person, address: ofAddress } = this.#buckets[action];
    if (userId !== null) person?.giveBack(userId);
    if (address !== null) ofAddress.giveBack(addressKey(address));
  }
}

function bucketsOf(clock: () => number): Record<LimitedAction, Buckets> {
  const entries = Object.entries(RATES).map(([action, { person, address }]) => [action, {
    person: person && new TokenBuckets(person, { clock }),
    address: new TokenBuckets(address, { clock }),
  }]);
  return Object.fromEntries(entries);
}

/** Counts nothing: for the command line, and for tests of something else. */
export const UNLIMITED = new Limiter({ clock: () => 0, isOn: false });
