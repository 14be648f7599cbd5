/** The people who try every route, and what they try it on: new for each try, so that none spoils another's. */
import { ulid } from "ulid";
import { Accounts, type SignedIn } from "../../lib/auth/accounts.ts";
import { type AuthParts, authParts } from "../../lib/auth/parts.ts";
import { Passwords } from "../../lib/auth/passwords.ts";
import { newSecret } from "../../lib/auth/secret.ts";
import { UNKNOWN_VISITOR } from "../../lib/model/session.ts";
import type { Scope } from "../../lib/model/session.ts";
import type { Role as UserRole, User } from "../../lib/model/user.ts";
import { openKv } from "../../lib/storage/open_kv.ts";
import { CHEAP } from "../helpers/accounts.ts";
import { Caller, cookieOf } from "../helpers/api.ts";
import type { Role } from "./access_table.ts";

export const PASSWORD = "correct horse";

/** Somebody of a role, with the headers that they prove it by. */
export interface Player {
  user: User | null;
  headers: Record<string, string>;
  /** The id of the session or token, or "" without one. */
  sessionId: string;
}

/** Opens the database beside the running server. MUST be closed. */
export class Cast implements Disposable {
  readonly parts: AuthParts;
  readonly accounts: Accounts;
  readonly #kv: Deno.Kv;
  readonly #base: string;
  #people = 0;

  private constructor(kv: Deno.Kv, base: string) {
    this.#kv = kv;
    this.#base = base;
    const passwords = new Passwords({ cost: CHEAP });
    this.parts = authParts({ kv, clock: Date.now, newId: () => ulid(), passwords });
    this.accounts = new Accounts(this.parts);
  }

  static async open(database: string, base: string): Promise<Cast> {
    return new Cast((await openKv(database)).kv, base);
  }

  [Symbol.dispose](): void {
    this.#kv.close();
  }

  /** Somebody new with a password. */
  person(role: UserRole = "requester"): Promise<User> {
    const username = `person-${++this.#people}`;
    return this.accounts.addUser({ username, name: "A Person", role, password: PASSWORD });
  }

  /** Somebody who has asked a question without an account, and their request. */
  async guest(): Promise<Player & { requestId: string; link: string }> {
    const link = newSecret();
    const form = { name: "A Guest", email: "", question: "Where?", link };
    const asked = await new Caller(this.#base).call("POST", "/ask", { form });
    const cookie = cookieOf(asked);
    const requestId = asked.headers.get("location")!.split("/").at(-1)!;
    const user = await new Caller(this.#base, cookie).user();
    return { user, headers: { cookie }, sessionId: "", requestId, link };
  }

  /** Who plays this role against what belongs to `requester`. */
  async player(role: Role, requester: User): Promise<Player> {
    switch (role) {
      case "nobody":
        return { user: null, headers: {}, sessionId: "" };
      case "other guest":
        return await this.guest();
      case "other requester":
        return await this.inBrowser(await this.person());
      case "requester":
        return await this.inBrowser(requester);
      case "agent":
      case "admin":
        return await this.inBrowser(await this.person(role));
      case "disabled": {
        const player = await this.inBrowser(requester);
        await this.parts.users.change(requester.id, (account) => ({
          ...account,
          disabledAt: Date.now(),
        }));
        return player;
      }
      case "revoked token": {
        const player = await this.withToken(requester, ["read", "write"]);
        await this.parts.sessions.end(player.sessionId, () => Promise.resolve());
        return player;
      }
      case "reading token":
        return await this.withToken(requester, ["read"]);
    }
  }

  async inBrowser(user: User): Promise<Player> {
    const { token, session } = await this.signIn(user);
    return { user, headers: { cookie: `hotline_session=${token}` }, sessionId: session.id };
  }

  async withToken(user: User, scopes: Scope[]): Promise<Player> {
    const account = await this.#account(user);
    const { token, hash } = await this.parts.sessions.begin(account, {
      visitor: UNKNOWN_VISITOR,
      token: { id: ulid(), name: "A token", scopes },
      alongside: () => () => Promise.resolve(),
    });
    return { user, headers: { authorization: `Bearer ${token}` }, sessionId: hash };
  }

  async caller(user: User): Promise<Caller> {
    return new Caller(this.#base, `hotline_session=${(await this.signIn(user)).token}`);
  }

  async signIn(user: User): Promise<SignedIn> {
    return await this.accounts.begin(await this.#account(user), UNKNOWN_VISITOR, "test");
  }

  async #account(user: User) {
    const account = await this.parts.users.byId(user.id);
    if (!account) throw new Error(`${user.username} is not in the database.`);
    return account;
  }
}
