import { HotlineError, unauthenticated } from "../model/errors.ts";
import type { Visitor } from "../model/session.ts";
import type { PasswordChange } from "../model/user.ts";
import { type Accounts, actorOf, type Session, type SignedIn, targetOf } from "./accounts.ts";
import { type AuthParts, noting } from "./parts.ts";

/** One's own password: changed by who knows it, or set by who has none yet. */
export class OwnPassword {
  readonly #parts: AuthParts;
  readonly #accounts: Accounts;

  constructor(parts: AuthParts, accounts: Accounts) {
    this.#parts = parts;
    this.#accounts = accounts;
  }

  /** Whether there is one: who came by other ways may have none. */
  async isSet({ user }: Session): Promise<boolean> {
    return await this.#parts.users.passwordHashOf(user.id) !== null;
  }

  /**
   * Sets a new password, ends every session of the person, and begins a new one in the place of
   * the one that asks. A wrong password costs one hash, as a sign-in does.
   *
   * @throws {HotlineError} `invalid` naming `current` when that is wrong, `forbidden` for a guest,
   * `unauthenticated` if the session has ended in the meantime, `unavailable` when too many wait.
   */
  async change(
    { id, user, guestOf }: Session,
    { current, password }: PasswordChange,
    visitor: Visitor,
  ): Promise<SignedIn> {
    const { users, passwords, audit, announce } = this.#parts;
    if (guestOf !== null) {
      throw new HotlineError("forbidden", "A guest has no password. Create an account first.");
    }
    const from = await users.passwordHashOf(user.id);
    if (from !== null && !await passwords.matches(current, from)) throw wrongPassword();
    const note = noting(audit, {
      action: "user.password_changed",
      actor: actorOf({ user, address: visitor.address }),
      target: targetOf(user),
    });
    const to = await passwords.hash(password);
    const account = await users.setPasswordHash(user.id, to, async (atomic) => {
      if (await note(atomic) === false) return false;
      // Hashing takes long. Who ends sessions or changes a password changes the account as well,
      // which this commit checks: what was proved above must not undo what was done since.
      if (!await this.#accounts.sessionById(id)) throw unauthenticated();
      if (await users.passwordHashOf(user.id) !== from) throw wrongPassword();
      return true;
    });
    const signedIn = await this.#accounts.begin(account, visitor, "password change");
    announce({ userId: user.id });
    return signedIn;
  }
}

function wrongPassword(): HotlineError {
  return new HotlineError("invalid", "The current password is wrong.", {
    fields: [{ path: "current", message: "is wrong" }],
  });
}
