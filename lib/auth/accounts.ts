import type { Actor, AuditTarget } from "../model/audit.ts";
import { HotlineError } from "../model/errors.ts";
import { type Scope, UNKNOWN_VISITOR, type Visitor } from "../model/session.ts";
import type { Role, SignIn, SignUp, User } from "../model/user.ts";
import type { Account } from "../storage/account.ts";
import { usernameTaken } from "../storage/user_store.ts";
import { type AuthParts, noting } from "./parts.ts";
import { PasswordProofs } from "./password_proof.ts";
import { isOf, type OpenSession } from "./sessions.ts";

/** Somebody who is signed in, as they were when the session was looked up. */
export interface Session {
  /** The hash of the secret: may be logged and compared, but opens nothing. */
  id: string;
  user: User;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** What an API token may do; null for people in a browser, who may do all that they may. */
  scopes: readonly Scope[] | null;
  /** The one request that a guest may see; null for everybody else. */
  guestOf: string | null;
}

/** A session and the secret that proves it: for the cookie of the one who signed in. */
export interface SignedIn {
  session: Session;
  token: string;
  /** By which the account knows this browser when somebody signs in again; null keeps what it has. */
  deviceToken: string | null;
}

/** The command line, and the start of a demo. */
export const COMMAND_LINE: Actor = { user: null, address: null };

/** The people of this Hotline, and who of them is calling. */
export class Accounts {
  readonly #parts: AuthParts;
  readonly #proofs: PasswordProofs;

  constructor(parts: AuthParts) {
    this.#parts = parts;
    this.#proofs = new PasswordProofs(parts);
  }

  /**
   * Makes a requester and signs them in.
   *
   * @throws {HotlineError} `conflict` when the username is taken, `unavailable` when too many wait.
   */
  async signUp(
    input: SignUp,
    visitor: Visitor = UNKNOWN_VISITOR,
    deviceToken: string | null = null,
  ): Promise<SignedIn> {
    const by = { user: null, address: visitor.address };
    const user = await this.addUser({ ...input, role: "requester" }, by);
    const account = { user, generation: 0, disabledAt: null, guestOf: null };
    const signedIn = await this.begin(account, visitor, "sign-up");
    return { ...signedIn, deviceToken: await this.#parts.throttle.know({ ...input, deviceToken }) };
  }

  /**
   * An unknown name and a wrong password get the same answer after the same work: one hash.
   *
   * @throws {HotlineError} `unauthenticated`, `forbidden` for a disabled account, `unavailable`
   * when too many wait, or `rate_limited` after too many failures.
   */
  async signIn(
    input: SignIn,
    visitor: Visitor = UNKNOWN_VISITOR,
    deviceToken: string | null = null,
  ): Promise<SignedIn> {
    const { address } = visitor;
    const proof = await this.#proofs.of(input, { address, deviceToken });
    const { credential, isRight } = proof;
    if (!credential || !isRight || this.#isClosed(credential.user)) {
      await this.#parts.audit.append({
        action: "session.refused",
        actor: { user: null, address },
        target: credential ? targetOf(credential.user) : null,
        details: { way: "password" },
      });
      throw wrongCredential();
    }
    const signedIn = await this.begin(credential, visitor, "password");
    return { ...signedIn, deviceToken: await proof.accepted(credential) };
  }

  /**
   * Begins a session of somebody who has proved who they are, in whatever way.
   *
   * @throws {HotlineError} `forbidden` for a disabled account.
   */
  async begin(account: Account, visitor: Visitor, way: string): Promise<SignedIn> {
    const { sessions, audit } = this.#parts;
    const { user } = account;
    if (account.disabledAt !== null) throw disabled();
    const actor = { user, address: visitor.address };
    const { token, hash, expiresAt } = await sessions.begin(account, {
      visitor,
      alongside: () =>
        noting(audit, {
          action: "session.begun",
          actor: actorOf(actor),
          target: targetOf(user),
          details: { way },
        }),
    });
    const { guestOf } = account;
    const session = { id: hash, user, expiresAt, scopes: null, guestOf };
    return { session, token, deviceToken: null };
  }

  /**
   * Whose token this is: one read, one more for a session not met before, and at most one write an
   * hour. When it was `renewed`, the cookie should be set again with the new `expiresAt`.
   */
  async whoIs(token: string): Promise<{ session: Session; renewed: boolean } | null> {
    const { sessions } = this.#parts;
    const open = await sessions.byToken(token);
    const session = open && this.#held(open);
    if (!session) return null;
    const { expiresAt, wasExtended } = await sessions.extend(open);
    return { session: { ...session, expiresAt }, renewed: wasExtended };
  }

  /** What an open socket asks again: null once the session has ended for whatever reason. */
  async sessionById(id: string): Promise<Session | null> {
    const open = await this.#parts.sessions.byHash(id);
    return open && this.#held(open);
  }

  /** Resolves when nothing of a sign-in goes on any more: for who closes the database. */
  settled(): Promise<void> {
    return this.#proofs.settled();
  }

  /** Ends one's own session; ending it twice is no error. */
  async signOut({ id, user }: Session, visitor: Visitor = UNKNOWN_VISITOR): Promise<void> {
    const { sessions, audit, announce } = this.#parts;
    const actor = actorOf({ user, address: visitor.address });
    await sessions.end(
      id,
      noting(audit, { action: "session.ended", actor, target: targetOf(user) }),
    );
    announce({ sessionId: id });
  }

  /** @throws {HotlineError} `conflict` when the username is taken, `unavailable` when too many wait. */
  async addUser(
    { username, name, password, role }: SignUp & { role: Role },
    by: Actor = COMMAND_LINE,
  ): Promise<User> {
    const { users, passwords, newId, audit } = this.#parts;
    // Looked up first only to spare the hashing: what decides is the check in the commit.
    if (this.#parts.closedUsernames.has(username) || await users.byUsername(username)) {
      throw usernameTaken(username);
    }
    const user: User = { id: newId(), username, name, role };
    const deed = {
      action: "user.added",
      actor: by,
      target: targetOf(user),
      details: { role },
    } as const;
    await users.add(user, await passwords.hash(password), noting(audit, deed));
    return user;
  }

  /** @throws {HotlineError} `not_found` when there is no such user. */
  async setRole(username: string, role: Role, by: Actor = COMMAND_LINE): Promise<void> {
    const { users, audit, announce } = this.#parts;
    const user = await this.#byUsername(username);
    const details = { from: user.role, to: role };
    const deed = {
      action: "user.role_changed",
      actor: by,
      target: targetOf(user),
      details,
    } as const;
    await users.setRole(user.id, role, noting(audit, deed));
    announce({ userId: user.id });
  }

  /**
   * Sets a password and ends every session of the user; who changed their own signs in anew.
   *
   * @throws {HotlineError} `not_found` when there is no such user.
   */
  async setPassword(username: string, password: string, by: Actor = COMMAND_LINE): Promise<void> {
    const { users, passwords, audit, announce } = this.#parts;
    const user = await this.#byUsername(username);
    const deed = { action: "user.password_changed", actor: by, target: targetOf(user) } as const;
    await users.setPasswordHash(user.id, await passwords.hash(password), noting(audit, deed));
    announce({ userId: user.id });
  }

  listUsers(): Promise<User[]> {
    return this.#parts.users.list();
  }

  /** Those to whom a request can be assigned. */
  listStaff(): Promise<readonly User[]> {
    return this.#parts.users.listStaff();
  }

  async userById(id: string): Promise<User | null> {
    return (await this.#parts.users.byId(id))?.user ?? null;
  }

  async userByUsername(username: string): Promise<User | null> {
    return (await this.#parts.users.byUsername(username))?.user ?? null;
  }

  async #byUsername(username: string): Promise<User> {
    const user = await this.userByUsername(username);
    if (!user) throw new HotlineError("not_found", `There is no user "${username}".`);
    return user;
  }

  /** The session with its user as they are now, unless it is void or the account is disabled. */
  #held({ hash, account, expiresAt, token, ...session }: OpenSession): Session | null {
    if (!account || !isOf(session, account.generation)) return null;
    if (account.disabledAt !== null || this.#isClosed(account.user)) return null;
    const { user, guestOf } = account;
    return { id: hash, user, expiresAt, scopes: token?.scopes ?? null, guestOf };
  }

  #isClosed({ username }: User): boolean {
    return this.#parts.closedUsernames.has(username);
  }
}

/** Whom an audit entry is about. */
export function targetOf({ id, username }: User): AuditTarget {
  return { type: "user", id, name: username };
}

/** Who acts: no more of a person than an audit entry keeps. */
export function actorOf({ user, address }: { user: User; address: string | null }): Actor {
  return { user: { id: user.id, username: user.username }, address };
}

function disabled(): HotlineError {
  return new HotlineError("forbidden", "This account is disabled. An admin can enable it again.");
}

function wrongCredential(): HotlineError {
  return new HotlineError("unauthenticated", "The username or the password is wrong.");
}
