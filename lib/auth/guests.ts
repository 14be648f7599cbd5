import { HotlineError, notFound } from "../model/errors.ts";
import type { Actor } from "../model/audit.ts";
import { type Ask, type Claim, type GuestState, titleOf } from "../model/guest.ts";
import type { Visitor } from "../model/session.ts";
import type { User } from "../model/user.ts";
import { writeAccount } from "../storage/account.ts";
import type { Alongside } from "../storage/commit.ts";
import { GuestStore, type LinkedGuest, noGuest } from "../storage/guest_store.ts";
import { keys } from "../storage/keys.ts";
import type { RequestRecord } from "../storage/record.ts";
import type { RequestStore } from "../storage/request_store.ts";
import { usernameTaken } from "../storage/user_store.ts";
import { type Accounts, actorOf, type Session, type SignedIn, targetOf } from "./accounts.ts";
import { type AuthParts, noting } from "./parts.ts";
import { hashOf, isSecret, newSecret } from "./secret.ts";

export type { LinkedGuest };

/** Somebody has sent the same form before, or at the same time. */
class AskedAlready extends Error {
  override readonly name = "AskedAlready";
}

export interface GuestsOptions {
  parts: AuthParts;
  accounts: Accounts;
  requests: RequestStore;
}

/**
 * Guests: each is the requester of the one request that they asked without an account, and comes
 * back to it by a private link. Who holds the link's secret is let in as the guest; the database
 * knows its hash alone. One link is in force for each request, or none.
 */
export class Guests {
  readonly #parts: AuthParts;
  readonly #accounts: Accounts;
  readonly #requests: RequestStore;
  readonly #store: GuestStore;

  constructor({ parts, accounts, requests }: GuestsOptions) {
    this.#parts = parts;
    this.#accounts = accounts;
    this.#requests = requests;
    this.#store = new GuestStore({ kv: parts.kv });
  }

  /**
   * Makes a guest, their request and its link, all in one commit, unless that was done before: the
   * link's secret, which the form brings, tells. The guest then enters by the link.
   *
   * @throws {HotlineError} `conflict` if the link of this form is void by now.
   */
  async ask(input: Ask, visitor: Visitor): Promise<LinkedGuest> {
    const { newId, audit } = this.#parts;
    const linkHash = hashOf(input.link);
    const id = newId();
    const user: User = {
      id,
      username: `guest-${id.slice(-8).toLowerCase()}`,
      name: input.name,
      role: "requester",
    };
    const alongside = (request: RequestRecord): Alongside => {
      const note = noting(audit, {
        action: "guest.added",
        actor: { user: null, address: visitor.address },
        target: targetOf(user),
        details: { request: request.id },
      });
      return async (atomic) => {
        // A secret tells a repeat: everyone in the request sees its first message's clientId.
        if (await this.#store.isTaken(linkHash)) throw new AskedAlready();
        atomic.check({ key: keys.username(user.username), versionstamp: null })
          .set(keys.username(user.username), user.id);
        writeAccount(atomic, { user, generation: 0, disabledAt: null, guestOf: request.id });
        const { email } = input;
        this.#store.add(atomic, request.id, { userId: user.id, email, linkHash, isGuest: true });
        await note(atomic);
      };
    };
    const { question } = input;
    const asked = { title: titleOf(question), body: question, requester: user, clientId: newId() };
    try {
      await this.#requests.create(asked, alongside);
    } catch (error) {
      if (!(error instanceof AskedAlready)) throw error;
    }
    const guest = await this.#store.byLink(linkHash);
    if (!guest) throw new HotlineError("conflict", "This was sent before, and its link is void.");
    return guest;
  }

  /** Whom a link lets in; null if it is wrong, revoked or renewed. The same work for all of them. */
  byLink(secret: string): Promise<LinkedGuest | null> {
    return this.#store.byLink(hashOf(secret));
  }

  /** @throws {HotlineError} `forbidden` for a disabled account. */
  enter({ account }: LinkedGuest, visitor: Visitor): Promise<SignedIn> {
    return this.#accounts.begin(account, visitor, "guest link");
  }

  /** What is known of who made a request as a guest; null if nobody did. */
  async stateOf(requestId: string): Promise<GuestState | null> {
    const guest = await this.#store.get(requestId);
    return guest &&
      { email: guest.email, hasLink: guest.linkHash !== null, isGuest: guest.isGuest };
  }

  /** Whether the secret is that of the link in force. */
  async opens(secret: string, requestId: string): Promise<boolean> {
    if (!isSecret(secret)) return false;
    return (await this.#store.get(requestId))?.linkHash === hashOf(secret);
  }

  /**
   * Makes another link and gives its secret; the one before is void. Who has entered stays.
   *
   * @throws {HotlineError} `not_found` if the request is not a guest's.
   */
  async renewLink(requestId: string, by: Actor): Promise<string> {
    const secret = newSecret();
    await this.#changeLink(requestId, { action: "guest_link.renewed", by, secret });
    return secret;
  }

  /**
   * Voids the link, and every session of the guest with it.
   *
   * @throws {HotlineError} `not_found` if the request is not a guest's.
   */
  async revokeLink(requestId: string, by: Actor): Promise<void> {
    const userId = await this.#changeLink(requestId, {
      action: "guest_link.revoked",
      by,
      secret: null,
    });
    this.#parts.announce({ userId });
  }

  /**
   * Makes the guest a user with the same id, so that all they wrote stays theirs. The link is void
   * and every session of the guest has ended; a new one begins.
   *
   * @throws {HotlineError} `conflict` when the username is taken, `forbidden` for who is no guest,
   * `unavailable` when too many wait.
   */
  async claim({ user, guestOf }: Session, input: Claim, visitor: Visitor): Promise<SignedIn> {
    const { users, passwords, audit, announce, closedUsernames } = this.#parts;
    const { username } = input;
    if (guestOf === null) throw noGuest();
    if (closedUsernames.has(username) || await users.byUsername(username)) {
      throw usernameTaken(username);
    }
    const hash = await passwords.hash(input.password);
    const note = noting(audit, {
      action: "guest.became_user",
      actor: actorOf({ user, address: visitor.address }),
      target: { type: "user", id: user.id, name: username },
    });
    const account = await users.change(user.id, (before) => {
      const after = { ...before.user, username };
      return { ...before, user: after, generation: before.generation + 1, guestOf: null };
    }, async (atomic) => {
      const isDone = await note(atomic) === false;
      if (isDone) return false;
      atomic.set(keys.password(user.id), { v: 1, hash });
      return await this.#store.change(atomic, guestOf, { linkHash: null, isGuest: false });
    });
    announce({ userId: user.id });
    return await this.#accounts.begin(account, visitor, "sign-up");
  }

  /** @returns the guest's id. */
  async #changeLink(
    requestId: string,
    { action, by, secret }: {
      action: "guest_link.renewed" | "guest_link.revoked";
      by: Actor;
      secret: string | null;
    },
  ): Promise<string> {
    const { users, audit } = this.#parts;
    const guest = await this.#store.get(requestId);
    if (!guest) throw notFound("link");
    const linkHash = secret && hashOf(secret);
    const target = { type: "request", id: requestId, name: requestId } as const;
    const note = noting(audit, { action, actor: by, target, details: { guest: guest.userId } });
    await users.change(guest.userId, (before) => ({
      ...before,
      generation: before.generation + (linkHash === null ? 1 : 0),
    }), async (atomic) => {
      const isDone = await note(atomic) === false;
      return isDone ? false : await this.#store.change(atomic, requestId, { linkHash });
    });
    return guest.userId;
  }
}
