import { HotlineError } from "../model/errors.ts";
import type { Role, SignIn, SignUp, User } from "../model/user.ts";
import { SessionStore } from "../storage/session_store.ts";
import { type Account, type Credential, usernameTaken, UserStore } from "../storage/user_store.ts";
import type { Passwords } from "./passwords.ts";
import { type OpenSession, Sessions } from "./sessions.ts";

/** Somebody who is signed in, as they were when the session was looked up. */
export interface Session {
  /** The hash of the token: may be logged and compared, but opens nothing. */
  id: string;
  user: User;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** A session and the secret that proves it: for the cookie of the one who signed in. */
export interface SignedIn {
  session: Session;
  token: string;
}

/** A session that ended, or a user whose role or sessions changed. */
export interface AccessChange {
  sessionId?: string;
  userId?: string;
}

/** What accounts are kept with; tests bring their own time, ids and cost of passwords. */
export interface AccountsOptions {
  kv: Deno.Kv;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** A new ULID. */
  newId: () => string;
  passwords: Passwords;
  /** Called after a change of access is stored: open sockets of this process look again. */
  announce?: (change: AccessChange) => void;
  /** Usernames that nobody may use, such as those of the demo where there is no demo. */
  closedUsernames?: ReadonlySet<string>;
}

/** The people of this Hotline, and who of them is calling. */
export class Accounts {
  readonly #users: UserStore;
  readonly #sessions: Sessions;
  readonly #passwords: Passwords;
  readonly #newId: () => string;
  readonly #announce: (change: AccessChange) => void;
  readonly #closedUsernames: ReadonlySet<string>;

  constructor(options: AccountsOptions) {
    const { kv, clock } = options;
    this.#users = new UserStore({ kv });
    this.#sessions = new Sessions({ store: new SessionStore({ kv }), clock });
    this.#passwords = options.passwords;
    this.#newId = options.newId;
    this.#announce = options.announce ?? (() => {});
    this.#closedUsernames = options.closedUsernames ?? new Set();
  }

  /**
   * Makes a requester and signs them in.
   *
   * @throws {HotlineError} `conflict` when the username is taken, `unavailable` when too many wait.
   */
  async signUp(input: SignUp): Promise<SignedIn> {
    const user = await this.addUser({ ...input, role: "requester" });
    return await this.#begin({ user, generation: 0 });
  }

  /**
   * An unknown name and a wrong password get the same answer after the same work.
   *
   * @throws {HotlineError} `unauthenticated`, or `unavailable` when too many wait.
   */
  async signIn({ username, password }: SignIn): Promise<SignedIn> {
    const credential = await this.#users.credentialOf(username);
    const isRight = await this.#passwords.matches(password, credential?.passwordHash ?? null);
    if (!credential || !isRight || this.#isClosed(credential.user)) throw wrongCredential();
    await this.#strengthen(credential, password);
    return await this.#begin(credential);
  }

  /**
   * Whose token this is: one read, one more for a session not met before, and one write a day.
   * When it was `renewed`, the cookie should be set again with the new `expiresAt`.
   */
  async whoIs(token: string): Promise<{ session: Session; renewed: boolean } | null> {
    const open = await this.#sessions.byToken(token);
    const session = open && this.#held(open);
    if (!session) return null;
    const { expiresAt, wasExtended } = await this.#sessions.extend(open);
    return { session: { ...session, expiresAt }, renewed: wasExtended };
  }

  /** What an open socket asks again: null once the session has ended for whatever reason. */
  async sessionById(id: string): Promise<Session | null> {
    const open = await this.#sessions.byHash(id);
    return open && this.#held(open);
  }

  /** Ends a session; ending it twice is no error. */
  async signOut(sessionId: string): Promise<void> {
    await this.#sessions.end(sessionId);
    this.#announce({ sessionId });
  }

  /** @throws {HotlineError} `conflict` when the username is taken, `unavailable` when too many wait. */
  async addUser({ username, name, password, role }: SignUp & { role: Role }): Promise<User> {
    // Looked up first only to spare the hashing: what decides is the check in the commit.
    if (this.#closedUsernames.has(username) || await this.#users.byUsername(username)) {
      throw usernameTaken(username);
    }
    const user: User = { id: this.#newId(), username, name, role };
    await this.#users.add(user, await this.#passwords.hash(password));
    return user;
  }

  /** @throws {HotlineError} `not_found` when there is no such user. */
  async setRole(username: string, role: Role): Promise<void> {
    const { id } = await this.#byUsername(username);
    await this.#users.setRole(id, role);
    this.#announce({ userId: id });
  }

  /**
   * Sets a password and ends every session of the user; who changed their own signs in anew.
   *
   * @throws {HotlineError} `not_found` when there is no such user.
   */
  async setPassword(username: string, password: string): Promise<void> {
    const { id } = await this.#byUsername(username);
    await this.#users.setPasswordHash(id, await this.#passwords.hash(password));
    this.#announce({ userId: id });
  }

  listUsers(): Promise<User[]> {
    return this.#users.list();
  }

  /** Those to whom a request can be assigned. */
  listStaff(): Promise<readonly User[]> {
    return this.#users.listStaff();
  }

  async userById(id: string): Promise<User | null> {
    return (await this.#users.byId(id))?.user ?? null;
  }

  async userByUsername(username: string): Promise<User | null> {
    return (await this.#users.byUsername(username))?.user ?? null;
  }

  async #byUsername(username: string): Promise<User> {
    const user = await this.userByUsername(username);
    if (!user) throw new HotlineError("not_found", `There is no user "${username}".`);
    return user;
  }

  async #begin(account: Account): Promise<SignedIn> {
    const { token, hash, expiresAt } = await this.#sessions.begin(account);
    return { session: { id: hash, user: account.user, expiresAt }, token };
  }

  /** The session with its user as they are now, unless a new password has ended it. */
  #held({ hash, account, generation, expiresAt }: OpenSession): Session | null {
    if (account?.generation !== generation || this.#isClosed(account.user)) return null;
    return { id: hash, user: account.user, expiresAt };
  }

  /** This is the moment when the password is known: an older hash is made anew at today's cost. */
  async #strengthen({ user, passwordHash }: Credential, password: string): Promise<void> {
    if (!this.#passwords.isOutdated(passwordHash)) return;
    const to = await this.#passwords.hash(password);
    await this.#users.rehash(user.id, { from: passwordHash, to });
  }

  #isClosed({ username }: User): boolean {
    return this.#closedUsernames.has(username);
  }
}

function wrongCredential(): HotlineError {
  return new HotlineError("unauthenticated", "The username or the password is wrong.");
}
