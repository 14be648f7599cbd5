import { notFound } from "../model/errors.ts";
import type { OwnSession, Visitor } from "../model/session.ts";
import { actorOf, type Session, targetOf } from "./accounts.ts";
import { deviceWords } from "./device_words.ts";
import { type AuthParts, noting } from "./parts.ts";
import { lastHour } from "./sessions.ts";

/** One's own sessions in browsers: seen and ended by their owner. */
export class OwnSessions {
  readonly #parts: AuthParts;

  constructor(parts: AuthParts) {
    this.#parts = parts;
  }

  /** Those in force: the one that asks, then the last used. */
  async list({ id: currentId, user }: Session): Promise<OwnSession[]> {
    const own = await this.#listOf(user.id);
    return own
      .map((session) => ({
        id: session.hash,
        device: deviceWords(session.device),
        address: session.address,
        createdAt: session.createdAt === null ? null : new Date(session.createdAt).toISOString(),
        lastUsedAt: lastHour(session),
        isCurrent: session.hash === currentId,
      }))
      .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  }

  /**
   * Ends one of one's own sessions, and closes what is open by it.
   *
   * @throws {HotlineError} `not_found`: nobody learns whose another session is.
   */
  async end({ user }: Session, id: string, visitor: Visitor): Promise<void> {
    const { sessions, audit, announce } = this.#parts;
    const found = (await this.#listOf(user.id)).find(({ hash }) => hash === id);
    if (!found) throw notFound("session");
    const deed = {
      action: "session.ended",
      actor: actorOf({ user, address: visitor.address }),
      target: targetOf(user),
      details: { device: deviceWords(found.device) },
    } as const;
    await sessions.end(id, noting(audit, deed));
    announce({ sessionId: id });
  }

  /**
   * Ends all of one's sessions but the one that asks, in one commit: a new generation voids them,
   * and this one goes over to it. API tokens stay.
   *
   * @throws {HotlineError} `unauthenticated` if this one has ended in the meantime.
   */
  async endOthers({ id, user }: Session, visitor: Visitor): Promise<void> {
    const { users, sessions, audit, announce } = this.#parts;
    const note = noting(audit, {
      action: "sessions.ended",
      actor: actorOf({ user, address: visitor.address }),
      target: targetOf(user),
      details: { but: "this one" },
    });
    let generation = 0;
    await users.change(
      user.id,
      (account) => ({ ...account, generation: generation = account.generation + 1 }),
      async (atomic) => {
        if (await note(atomic) === false) return false;
        return await sessions.carryOver(atomic, id, generation);
      },
    );
    announce({ userId: user.id });
  }

  async #listOf(userId: string) {
    const { users, sessions } = this.#parts;
    const account = await users.byId(userId);
    const all = account ? await sessions.listOf(account) : [];
    return all.filter(({ token }) => token === null);
  }
}
