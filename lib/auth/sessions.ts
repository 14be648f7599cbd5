import { DEVICE_MAX, type Visitor } from "../model/session.ts";
import type { Account } from "../storage/account.ts";
import type { Alongside } from "../storage/commit.ts";
import type { HeldSession, SessionStore, TokenDetails } from "../storage/session_store.ts";
import { hashOf, newSecret } from "./secret.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** A session ends after so long without a visit, an API token without a call. */
export const SESSION_TTL_MS = 30 * DAY_MS;
export const TOKEN_TTL_MS = 365 * DAY_MS;
/** A visit extends the session, but not every visit: that would be a write per page view. */
const EXTEND_AFTER_MS = HOUR_MS;
/** By its beginning, people and scanners of source code know what such a text is. */
const TOKEN_PREFIX = "hotline_";
/** Anything else is not worth a read. */
const SECRET = /^(?:hotline_)?[A-Za-z0-9_-]{43}$/;

/** A session that is in force by the clock; whether its user still holds it is another question. */
export interface OpenSession extends HeldSession {
  hash: string;
}

/** A session that begins, and the secret that opens it: returned once, and stored nowhere. */
export interface BegunSession {
  token: string;
  hash: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** Who holds a session's secret is signed in. The database knows the hashes of secrets alone. */
export class Sessions {
  readonly #store: SessionStore;
  readonly #clock: () => number;

  constructor({ store, clock }: { store: SessionStore; clock: () => number }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Begins a session of 30 days, or makes an API token that lasts a year beyond its last use. */
  async begin({ user, generation }: Account, options: {
    visitor: Visitor;
    token?: TokenDetails;
    /** Goes into the same commit; gets the session's hash. */
    alongside: (hash: string) => Alongside;
  }): Promise<BegunSession> {
    const { visitor, token = null, alongside } = options;
    const secret = newSecret();
    const bearer = token ? TOKEN_PREFIX + secret : secret;
    const hash = hashOf(bearer);
    const now = this.#clock();
    const ttlMs = ttlOf(token);
    const session = {
      userId: user.id,
      generation: token ? null : generation,
      expiresAt: now + ttlMs,
      createdAt: now,
      address: visitor.address,
      device: visitor.device && visitor.device.slice(0, DEVICE_MAX),
      token,
    };
    await this.#store.add(hash, session, ttlMs, alongside(hash));
    return { token: bearer, hash, expiresAt: session.expiresAt };
  }

  /** As `byHash`; no read for what cannot be a secret. */
  byToken(token: string): Promise<OpenSession | null> {
    return SECRET.test(token) ? this.byHash(hashOf(token)) : Promise.resolve(null);
  }

  async byHash(hash: string): Promise<OpenSession | null> {
    const held = await this.#store.get(hash);
    return held && held.expiresAt > this.#clock() ? { ...held, hash } : null;
  }

  /** The sessions and tokens of an account that are in force, the last used first. */
  async listOf({ user, generation }: Account): Promise<Omit<OpenSession, "account">[]> {
    const stored = await this.#store.listOf(user.id);
    return stored
      .filter((session) => session.expiresAt > this.#clock() && isOf(session, generation))
      .sort((a, b) => lastUsedAt(b) - lastUsedAt(a));
  }

  /** Extends a session to its full time from now if an hour or more of it has gone by. */
  async extend(session: OpenSession): Promise<{ expiresAt: number; wasExtended: boolean }> {
    const { hash, expiresAt, account: _, ...stored } = session;
    const ttlMs = ttlOf(session.token);
    const extendedTo = this.#clock() + ttlMs;
    if (extendedTo - expiresAt < EXTEND_AFTER_MS) return { expiresAt, wasExtended: false };
    const extended = { ...stored, expiresAt: extendedTo };
    const wasExtended = await this.#store.extend(hash, extended, ttlMs);
    return { expiresAt: wasExtended ? extendedTo : expiresAt, wasExtended };
  }

  /** Adds to the atomic that raises an account's generation what keeps this session in force. */
  carryOver(atomic: Deno.AtomicOperation, hash: string, generation: number): Promise<void> {
    const keepMs = (expiresAt: number) => Math.max(1, expiresAt - this.#clock());
    return this.#store.carryOver(atomic, hash, { generation, keepMs });
  }

  end(hash: string, alongside: Alongside): Promise<void> {
    return this.#store.delete(hash, alongside);
  }
}

/** Whether a secret is an API token's; whether it is a valid one, the database knows. */
export const isApiToken = (secret: string): boolean => secret.startsWith(TOKEN_PREFIX);

/** Whether a user of this generation still holds the session. */
export function isOf(session: { generation: number | null }, generation: number): boolean {
  return session.generation === null || session.generation === generation;
}

/** When a session was last extended, in milliseconds since the epoch: at most an hour before its last use. */
function lastUsedAt({ expiresAt, token }: { expiresAt: number; token: unknown }): number {
  return expiresAt - ttlOf(token);
}

/** The hour in which a session was last used, but not before it began: ISO 8601. */
export function lastHour(
  session: { createdAt: number | null; expiresAt: number; token: unknown },
): string {
  const ms = lastUsedAt(session);
  return new Date(Math.max(ms - ms % HOUR_MS, session.createdAt ?? 0)).toISOString();
}

const ttlOf = (token: unknown): number => token ? TOKEN_TTL_MS : SESSION_TTL_MS;
