import { createHash, randomBytes } from "node:crypto";
import type { Account } from "../storage/user_store.ts";
import type { HeldSession, SessionStore } from "../storage/session_store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A session ends after so long without a visit. */
export const SESSION_TTL_MS = 30 * DAY_MS;
/** A visit extends the session, but not every visit: that would be a write per page view. */
const EXTEND_AFTER_MS = DAY_MS;
/** What randomBytes(32) gives in base64url: anything else is not worth a read. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A session that is in force by the clock; whether its user still holds it is another question. */
export interface OpenSession extends HeldSession {
  hash: string;
}

/** Who holds a token is signed in. The database knows the hashes of tokens alone. */
export class Sessions {
  readonly #store: SessionStore;
  readonly #clock: () => number;

  constructor({ store, clock }: { store: SessionStore; clock: () => number }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Begins a session of 30 days. The token is returned here once, and stored nowhere. */
  async begin({ user, generation }: Account): Promise<{
    token: string;
    hash: string;
    /** Milliseconds since the epoch. */
    expiresAt: number;
  }> {
    const token = randomBytes(32).toString("base64url");
    const hash = hashOf(token);
    const expiresAt = this.#clock() + SESSION_TTL_MS;
    await this.#store.add(hash, { userId: user.id, generation, expiresAt }, SESSION_TTL_MS);
    return { token, hash, expiresAt };
  }

  /** As `byHash`; no read for what cannot be a token. */
  byToken(token: string): Promise<OpenSession | null> {
    return TOKEN.test(token) ? this.byHash(hashOf(token)) : Promise.resolve(null);
  }

  async byHash(hash: string): Promise<OpenSession | null> {
    const held = await this.#store.get(hash);
    return held && held.expiresAt > this.#clock() ? { ...held, hash } : null;
  }

  /** Extends a session to 30 days from now if a day or more of them has gone by. */
  async extend(session: OpenSession): Promise<{ expiresAt: number; wasExtended: boolean }> {
    const { hash, expiresAt } = session;
    const extendedTo = this.#clock() + SESSION_TTL_MS;
    if (extendedTo - expiresAt < EXTEND_AFTER_MS) return { expiresAt, wasExtended: false };
    const extended = { ...session, expiresAt: extendedTo };
    const wasExtended = await this.#store.extend(hash, extended, SESSION_TTL_MS);
    return { expiresAt: wasExtended ? extendedTo : expiresAt, wasExtended };
  }

  end(hash: string): Promise<void> {
    return this.#store.delete(hash);
  }
}

/** A fast hash is enough: a token has 256 random bits, so there is nothing to guess. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
