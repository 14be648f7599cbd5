import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { type Cost, formatHash, parseHash } from "./password_hash.ts";
import { Turnstile } from "./turnstile.ts";

/** OWASP's minimum for scrypt (Password Storage Cheat Sheet): 128 MiB and half a second each. */
export const OWASP_COST: Cost = { logN: 17, r: 8, p: 1 };

const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Two at once take 256 MiB, of the 768 MB that a small host gives. */
const AT_ONCE = 2;
/** The last in this line waits about 15 seconds: long, but 50 at once all come in. */
const WAITING_MAX = 60;

/** Hashes and compares passwords, a few at a time: each takes much memory on purpose. */
export class Passwords {
  readonly #cost: Cost;
  readonly #turnstile: Turnstile;

  constructor(
    { cost = OWASP_COST, atOnce = AT_ONCE, waitingMax = WAITING_MAX }: {
      cost?: Cost;
      atOnce?: number;
      waitingMax?: number;
    } = {},
  ) {
    this.#cost = cost;
    this.#turnstile = new Turnstile({ atOnce, waitingMax });
  }

  /**
   * The hash of a password with a fresh salt, in the PHC string format.
   *
   * @throws {HotlineError} `unavailable` when too many wait already.
   */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const key = await this.#derive(password, { cost: this.#cost, salt, bytes: KEY_BYTES });
    return formatHash({ cost: this.#cost, salt, key });
  }

  /**
   * Whether this is the password. `hash` is null when there is no such person: the answer is then
   * no, after as much work as for anybody, so that the time does not tell which names exist.
   *
   * @throws {HotlineError} `unavailable` when too many wait already.
   */
  async matches(password: string, hash: string | null): Promise<boolean> {
    if (hash === null) {
      await this.hash(password);
      return false;
    }
    const { cost, salt, key } = parseHash(hash);
    const derived = await this.#derive(password, { cost, salt, bytes: key.length });
    return timingSafeEqual(derived, key);
  }

  /** Whether the hash was made with another cost than today's, and should be made anew. */
  isOutdated(hash: string): boolean {
    const { logN, r, p } = parseHash(hash).cost;
    return logN !== this.#cost.logN || r !== this.#cost.r || p !== this.#cost.p;
  }

  /** Whether a further password would have to wait for others. */
  get isBusy(): boolean {
    return this.#turnstile.isFull;
  }

  #derive(
    password: string,
    { cost, salt, bytes }: { cost: Cost; salt: Uint8Array; bytes: number },
  ): Promise<Uint8Array> {
    const N = 2 ** cost.logN;
    const maxmem = 2 * 128 * N * cost.r;
    // The same password typed on two keyboards can arrive in two Unicode forms.
    const text = password.normalize("NFKC");
    return this.#turnstile.pass(() =>
      new Promise((resolve, reject) =>
        // Runs on a thread of its own: in Deno 2.9.6 a 5 ms timer stayed within 8 ms of its time
        // during the 480 ms of one call.
        scrypt(text, salt, bytes, { N, r: cost.r, p: cost.p, maxmem }, (error, key) => {
          if (error) reject(error);
          else resolve(key);
        })
      )
    );
  }
}
