import { HotlineError } from "../model/errors.ts";
import { PASSKEY_NAME_MAX } from "../model/limits.ts";
import type { NewPasskey, Passkey } from "../model/passkey.ts";
import type { Visitor } from "../model/session.ts";
import { PasskeyStore, type StoredPasskey } from "../storage/passkey_store.ts";
import { actorOf, type Session } from "./accounts.ts";
import { deviceWords } from "./device_words.ts";
import { PasskeyChallenges } from "./passkey_challenges.ts";
import { type AuthParts, noting } from "./parts.ts";
import type { RelyingParty } from "./relying_party.ts";
import { checkNew, type CreationOptions, creationOptions } from "./webauthn.ts";

const MINUTE_MS = 60 * 1000;
/** Whoever finds a browser signed in must not be able to leave a key of their own behind. */
export const RECENT_MS = 10 * MINUTE_MS;

/** One's own passkeys: what one signs in with instead of a password. */
export class Passkeys {
  readonly #parts: AuthParts;
  readonly #store: PasskeyStore;
  readonly #challenges: PasskeyChallenges;

  constructor(parts: AuthParts) {
    this.#parts = parts;
    this.#store = new PasskeyStore(parts);
    this.#challenges = new PasskeyChallenges(parts);
  }

  /** In the order in which they were added. @throws {HotlineError} `forbidden` for guests. */
  async list(session: Session): Promise<Passkey[]> {
    assertNoGuest(session);
    return (await this.#store.listOf(session.user.id)).map(shown);
  }

  /** Whether this session is young enough for a passkey to be added in it. */
  async mayAdd({ id }: Session): Promise<boolean> {
    const session = await this.#parts.sessions.byHash(id);
    const { createdAt = null } = session ?? {};
    return createdAt !== null && this.#parts.clock() - createdAt < RECENT_MS;
  }

  /**
   * What the browser makes a passkey by.
   *
   * @throws {HotlineError} `forbidden` for guests, and unless they signed in a moment ago.
   */
  async beginAdding(session: Session, party: RelyingParty): Promise<CreationOptions> {
    await this.#assertMayAdd(session);
    const { id: holder, user } = session;
    const challenge = await this.#challenges.issue({ purpose: "add", holder });
    return await creationOptions(user, await this.#store.listOf(user.id), { party, challenge });
  }

  /**
   * Stores a passkey that the browser has made, named after the device.
   *
   * @throws {HotlineError} `forbidden` as above, `invalid` for what is no answer to a challenge of
   * this session, `conflict` when it is known already or there are enough.
   */
  async finishAdding(
    session: Session,
    response: NewPasskey,
    { party, visitor }: { party: RelyingParty; visitor: Visitor },
  ): Promise<Passkey> {
    await this.#assertMayAdd(session);
    const { user, id: holder } = session;
    const found = await checkNew(
      response,
      party,
      (challenge) => this.#challenges.find(challenge, { purpose: "add", holder }),
    );
    if (!found.ok) throw badAnswer(found);
    const { newId, clock, audit } = this.#parts;
    const passkey: StoredPasskey = {
      ...found.facts,
      id: newId(),
      userId: user.id,
      name: deviceWords(visitor.device).slice(0, PASSKEY_NAME_MAX),
      createdAt: clock(),
      usedAt: null,
    };
    const actor = actorOf({ user, address: visitor.address });
    const deed = { action: "passkey.added", actor, target: passkeyTarget(passkey) } as const;
    await this.#store.add(passkey, found.challenge, noting(audit, deed));
    return shown(passkey);
  }

  /** @throws {HotlineError} `forbidden`, or `not_found`: nobody learns of other people's passkeys. */
  async rename(session: Session, id: string, name: string): Promise<void> {
    assertNoGuest(session);
    await this.#store.rename(session.user.id, id, name);
  }

  /**
   * Removes a passkey. Sessions that began with it go on: they can be ended for themselves.
   *
   * @throws {HotlineError} as above, and `conflict` when there is no other way in.
   */
  async remove(session: Session, id: string, visitor: Visitor): Promise<void> {
    assertNoGuest(session);
    const { user } = session;
    const { users, audit } = this.#parts;
    const hasPassword = await users.passwordHashOf(user.id) !== null;
    const passkey = (await this.#store.listOf(user.id)).find((one) => one.id === id);
    const actor = actorOf({ user, address: visitor.address });
    const deed = passkey &&
      { action: "passkey.removed", actor, target: passkeyTarget(passkey) } as const;
    await this.#store.remove(user.id, id, {
      keepsOne: !hasPassword,
      alongside: noting(audit, deed ?? null),
    });
  }

  async #assertMayAdd(session: Session): Promise<void> {
    assertNoGuest(session);
    if (!await this.mayAdd(session)) throw notRecent();
  }
}

function shown({ id, name, createdAt, usedAt, deviceType }: StoredPasskey): Passkey {
  return {
    id,
    name,
    createdAt: new Date(createdAt).toISOString(),
    usedAt: usedAt === null ? null : new Date(usedAt).toISOString(),
    isSynced: deviceType === "multiDevice",
  };
}

const passkeyTarget = ({ id, name }: StoredPasskey) => ({ type: "passkey", id, name }) as const;

function assertNoGuest({ guestOf }: Session): void {
  if (guestOf === null) return;
  throw new HotlineError("forbidden", "Guests have no passkeys: make an account first.");
}

function notRecent(): HotlineError {
  const minutes = RECENT_MS / MINUTE_MS;
  const message = `Sign in again first: a passkey is added within ${minutes} minutes of that.`;
  return new HotlineError("forbidden", message);
}

function badAnswer({ isLate, reason }: { isLate: boolean; reason: string }): HotlineError {
  const message = isLate
    ? "That took too long, or was done already. Try again."
    : "The browser's answer does not fit this site. Try again.";
  return new HotlineError("invalid", message, {
    fields: [{ path: "response", message }],
    cause: reason,
  });
}
