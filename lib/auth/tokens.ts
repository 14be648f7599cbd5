import { HotlineError, notFound, unauthenticated } from "../model/errors.ts";
import { type ApiToken, type NewToken, TOKENS_MAX, type Visitor } from "../model/session.ts";
import { claimTokenCreation } from "../storage/token_creations.ts";
import { type Accounts, actorOf, type Session } from "./accounts.ts";
import { type AuthParts, noting } from "./parts.ts";
import { lastHour, type OpenSession } from "./sessions.ts";

/** One's own API tokens: made, listed and revoked by their owner in a browser. */
export class Tokens {
  readonly #parts: AuthParts;

  readonly #accounts: Accounts;

  constructor(parts: AuthParts, accounts: Accounts) {
    this.#parts = parts;
    this.#accounts = accounts;
  }

  /** Those in force, the last used first. */
  async list({ user }: Session): Promise<ApiToken[]> {
    return (await this.#listOf(user.id)).map(({ token, ...session }) => ({
      ...token,
      createdAt: new Date(session.createdAt ?? 0).toISOString(),
      lastUsedAt: lastHour({ ...session, token }),
    }));
  }

  /**
   * Makes a token. Its secret is returned here and never again: sent a second time with the same
   * `clientId`, it is refused, so that a page that is loaded again makes no second one.
   *
   * @throws {HotlineError} `forbidden` for a guest; `conflict` for a repeat, or beyond TOKENS_MAX;
   * `unauthenticated` if the session has ended in the meantime.
   */
  async make(
    { id: sessionId, user, guestOf }: Session,
    { name, scopes, clientId }: NewToken & { clientId: string },
    visitor: Visitor,
  ): Promise<{ id: string; token: string }> {
    const { kv, users, sessions, audit, newId } = this.#parts;
    if (guestOf !== null) throw notForGuests();
    const account = await users.byId(user.id);
    if (!account) throw notFound("user");
    const id = newId();
    const note = noting(audit, {
      action: "token.added",
      actor: actorOf({ user, address: visitor.address }),
      target: { type: "token", id, name },
      details: { scopes: scopes.join(" ") },
    });
    const { token } = await sessions.begin(account, {
      visitor,
      token: { id, name, scopes },
      alongside: () => async (atomic) => {
        const creation = { userId: user.id, sessionHash: sessionId, clientId, tokenId: id };
        await claimTokenCreation(kv, atomic, creation);
        if (!await this.#accounts.sessionById(sessionId)) throw unauthenticated();
        if ((await this.#listOf(user.id)).length >= TOKENS_MAX) throw tooMany();
        return await note(atomic);
      },
    });
    return { id, token };
  }

  /**
   * Revokes one's own token, and closes what is open by it.
   *
   * @throws {HotlineError} `not_found`: nobody learns whose another token is.
   */
  async revoke({ user }: Session, id: string, visitor: Visitor): Promise<void> {
    const { sessions, audit, announce } = this.#parts;
    const found = (await this.#listOf(user.id)).find(({ token }) => token.id === id);
    if (!found) throw notFound("token");
    await sessions.end(
      found.hash,
      noting(audit, {
        action: "token.revoked",
        actor: actorOf({ user, address: visitor.address }),
        target: { type: "token", id, name: found.token.name },
      }),
    );
    announce({ sessionId: found.hash });
  }

  async #listOf(userId: string) {
    const { users, sessions } = this.#parts;
    const account = await users.byId(userId);
    const all = account ? await sessions.listOf(account) : [];
    return all.filter((session): session is TokenSession => session.token !== null);
  }
}

type TokenSession = Omit<OpenSession, "account"> & { token: NonNullable<OpenSession["token"]> };

function tooMany(): HotlineError {
  return new HotlineError("conflict", `You have ${TOKENS_MAX} API tokens: revoke one first.`);
}

function notForGuests(): HotlineError {
  return new HotlineError("forbidden", "A guest has no API tokens. Create an account first.");
}
