import type { SignIn } from "../model/user.ts";
import type { Credential } from "../storage/user_store.ts";
import type { AuthParts } from "./parts.ts";
import type { SignInCaller } from "./sign_in_throttle.ts";

/** Whether a password was right, and whose name it came with. */
export interface PasswordProof {
  /** Null if nobody has the name; there is an account wherever the password is right. */
  credential: Credential | null;
  isRight: boolean;
  /** MUST be called when its owner is let in; gives the token by which the browser is known. */
  accepted(credential: Credential): Promise<string | null>;
}

type Parts = Pick<AuthParts, "users" | "passwords" | "throttle" | "onError">;

/** Looks at passwords: with one hash each, whether there is such a person or not. */
export class PasswordProofs {
  readonly #parts: Parts;
  #strengthening: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws {HotlineError} `rate_limited` before any hash, or `unavailable` when too many wait. */
  async of(
    { username, password }: SignIn,
    from: Omit<SignInCaller, "username">,
  ): Promise<PasswordProof> {
    const { users, passwords, throttle } = this.#parts;
    const attempt = await throttle.begin({ ...from, username });
    try {
      const credential = await users.credentialOf(username);
      const isRight = await passwords.matches(password, credential?.passwordHash ?? null);
      const accepted = (owner: Credential) => {
        this.#strengthening = this.#strengthen(owner, password).catch(this.#parts.onError);
        return attempt.succeeded();
      };
      return { credential, isRight, accepted };
    } catch (error) {
      await attempt.takenBack();
      throw error;
    }
  }

  /** Resolves when nothing goes on any more of what was answered: for who closes the database. */
  settled(): Promise<void> {
    return this.#strengthening;
  }

  /**
   * This is the moment when the password is known: an older hash is made anew at today's cost,
   * while the answer goes out. If others are hashing, it waits for another sign-in.
   */
  async #strengthen({ user, passwordHash }: Credential, password: string): Promise<void> {
    const { users, passwords } = this.#parts;
    if (!passwords.isOutdated(passwordHash) || passwords.isBusy) return;
    const to = await passwords.hash(password);
    await users.rehash(user.id, { from: passwordHash, to });
  }
}
