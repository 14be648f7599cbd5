/**
 * Slows down the guessing of passwords, without locking anybody out: "device cookies"
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
 *
 * A browser in which somebody has signed in before is known to that account, and its attempts are
 * counted by themselves: nobody elsewhere can make it wait. All other attempts are counted for the
 * account and the address that they come from, and more patiently for the account as a whole.
 *
 * An attempt is counted before the password is looked at, so that many at once do not slip through,
 * and uncounted if it was right. Names that nobody has are counted just the same.
 */
import { createHash, randomBytes } from "node:crypto";
import { addressKey } from "../limits/address_key.ts";
import type { Limiter } from "../limits/limiter.ts";
import { rateLimited } from "../model/errors.ts";
import type { Attempts, AttemptStore, CountedKey } from "../storage/attempt_store.ts";
import { keys } from "../storage/keys.ts";
import { type Delay, DELAYS, waitMs, withOneLess, withOneMore } from "./sign_in_delays.ts";

const MINUTE_MS = 60_000;
/** How long an account remembers a browser in which nobody signs in any more. */
export const DEVICE_TTL_MS = 365 * 24 * 60 * MINUTE_MS;
/** What randomBytes(32) gives in base64url. */
const DEVICE_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** An attempt that may be made. */
export interface Attempt {
  /** The password was right: gives the token by which the account knows this browser from now on. */
  succeeded(): Promise<string | null>;
  /** The password was not looked at after all. */
  takenBack(): Promise<void>;
}

/** Who tries to come in. */
export interface SignInCaller {
  username: string;
  /** An IP address. */
  address: string | null;
  /** What the browser brings of an earlier sign-in, as it came. */
  deviceToken: string | null;
}

interface Counted extends CountedKey {
  delay: Delay;
}

export class SignInThrottle {
  readonly #store: AttemptStore;
  readonly #limiter: Limiter;
  readonly #clock: () => number;

  constructor(options: { store: AttemptStore; limiter: Limiter; clock: () => number }) {
    this.#store = options.store;
    this.#limiter = options.limiter;
    this.#clock = options.clock;
  }

  /** Counts an attempt. @throws {HotlineError} `rate_limited`; the password MUST NOT be looked at. */
  async begin(caller: SignInCaller): Promise<Attempt> {
    const succeeded = () => this.know(caller);
    if (!this.#limiter.isOn) return { succeeded, takenBack: () => Promise.resolve() };
    const { username, address, deviceToken } = caller;
    const account = digest(username);
    const deviceKey = isToken(deviceToken) && keys.signInDevice(account, digest(deviceToken));
    const [known] = deviceKey ? await this.#store.read([deviceKey]) : [];
    if (deviceKey && known) return await this.#beginKnown(deviceKey, succeeded);

    const neighbours = { userId: null, address };
    this.#limiter.take("signIn", neighbours);
    const giveBack = () => this.#limiter.giveBack("signIn", neighbours);
    const counted = [
      countedKey(keys.signInAddress(account, addressKey(address ?? "")), DELAYS.address),
      countedKey(keys.signInAccount(account), DELAYS.account),
    ];
    try {
      await this.#store.change(counted, (stored) => this.#withOneMore(counted, stored));
    } catch (error) {
      // Who waits is not counted on: else one guesser would shut the whole address out.
      giveBack();
      throw error;
    }
    return {
      succeeded: async () => {
        giveBack();
        const { token, ...device } = newDevice(account, deviceToken);
        // Who is at this address is no guesser; others may still be at the account.
        await this.#store.change(
          [...counted, device],
          ([, ofAccount]) => [null, withOneLess(ofAccount), this.#unused()],
        );
        return token;
      },
      takenBack: async () => {
        giveBack();
        await this.#store.change(counted, (stored) => stored.map(withOneLess));
      },
    };
  }

  /** Makes the account know this browser, which keeps the token; null where nothing is limited. */
  async know({ username, deviceToken }: Omit<SignInCaller, "address">): Promise<string | null> {
    if (!this.#limiter.isOn) return null;
    const { token, ...device } = newDevice(digest(username), deviceToken);
    await this.#store.change([device], () => [this.#unused()]);
    return token;
  }

  async #beginKnown(key: Deno.KvKey, succeeded: Attempt["succeeded"]): Promise<Attempt> {
    const counted = [{ key, keepMs: DEVICE_TTL_MS, delay: DELAYS.device }];
    await this.#store.change(counted, (stored) => this.#withOneMore(counted, stored));
    const takenBack = () =>
      this.#store.change(counted, ([own]) => [own ? { ...own, count: own.count - 1 } : null]);
    return { succeeded, takenBack };
  }

  #unused(): Attempts {
    return { count: 0, lastAt: this.#clock() };
  }

  #withOneMore(counted: Counted[], stored: (Attempts | null)[]): Attempts[] {
    const now = this.#clock();
    const waits = counted.map(({ delay }, at) => waitMs(delay, stored[at] ?? null, now));
    const longest = Math.max(...waits);
    if (longest > 0) throw rateLimited("Too many attempts to sign in.", longest);
    return counted.map(({ delay }, at) => withOneMore(delay, stored[at] ?? null, now));
  }
}

const countedKey = (key: Deno.KvKey, delay: Delay): Counted => ({
  key,
  keepMs: delay.forgetsAllMs,
  delay,
});

/** A browser keeps the token that it has: several people may sign in with it. */
function newDevice(account: string, deviceToken: string | null): CountedKey & { token: string } {
  const token = isToken(deviceToken) ? deviceToken : randomBytes(32).toString("base64url");
  return { token, key: keys.signInDevice(account, digest(token)), keepMs: DEVICE_TTL_MS };
}

const isToken = (text: string | null): text is string => text !== null && DEVICE_TOKEN.test(text);

/** Neither what was typed as a name (people type passwords there) nor a token is stored. */
const digest = (text: string): string => createHash("sha256").update(text).digest("base64url");
