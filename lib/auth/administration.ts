import type { AuditAction, AuditPage, AuditQuery } from "../model/audit.ts";
import { HotlineError, notFound } from "../model/errors.ts";
import type { Role } from "../model/user.ts";
import type { Account } from "../storage/account.ts";
import { actorOf, type Session, targetOf } from "./accounts.ts";
import { type AuthParts, noting } from "./parts.ts";
import type { OpenSession } from "./sessions.ts";

/** Accounts on one page of a search, and how many are looked through for it at most. */
const PAGE = 50;
const SCANNED_MAX = 5_000;
/** Entries that an export reads at once. */
const EXPORT_PAGE = 500;

/** Who acts, and from where: for the audit log. */
export interface Administrator {
  session: Session;
  address: string | null;
}

/** Some accounts, and where to go on. */
export interface PeoplePage {
  accounts: Account[];
  /** The id after which the next page begins; null at the end. */
  next: string | null;
}

/**
 * What admins do to the accounts of others. Every change is stored with its audit entry, holds at
 * once for every call, and closes open sockets everywhere. Nobody changes their own role or
 * disables themselves, so that there is always an admin left.
 */
export class Administration {
  readonly #parts: AuthParts;

  constructor(parts: AuthParts) {
    this.#parts = parts;
  }

  /**
   * People whose name or username holds the text, the newest first; everybody without one.
   *
   * @throws {HotlineError} `forbidden`.
   */
  async search(by: Administrator, text: string, after: string | null): Promise<PeoplePage> {
    assertAdmin(by);
    const wanted = text.trim().toLowerCase();
    const found: Account[] = [];
    let scanned = 0;
    for await (const account of this.#parts.users.newestFirst(after)) {
      const { name, username } = account.user;
      if ([name.toLowerCase(), username].some((it) => it.includes(wanted))) found.push(account);
      if (found.length >= PAGE || ++scanned >= SCANNED_MAX) {
        return { accounts: found, next: account.user.id };
      }
    }
    return { accounts: found, next: null };
  }

  /** @throws {HotlineError} `forbidden` or `not_found`. */
  async person(
    by: Administrator,
    userId: string,
  ): Promise<{ account: Account; sessions: Omit<OpenSession, "account">[] }> {
    assertAdmin(by);
    const account = await this.#parts.users.byId(userId);
    if (!account) throw notFound("person");
    return { account, sessions: await this.#parts.sessions.listOf(account) };
  }

  /** @throws {HotlineError} `forbidden`, `not_found`, or `conflict` for a guest. */
  async setRole(by: Administrator, userId: string, role: Role): Promise<void> {
    await this.#change(by, userId, "user.role_changed", (account) => {
      if (account.guestOf !== null) {
        throw new HotlineError("conflict", "A guest has no role: only an account can get one.");
      }
      return { ...account, user: { ...account.user, role } };
    }, { role });
  }

  /** Ends every session and voids every API token until the account is enabled again. */
  async disable(by: Administrator, userId: string): Promise<void> {
    await this.#change(by, userId, "user.disabled", (account) => ({
      ...account,
      generation: account.generation + 1,
      disabledAt: account.disabledAt ?? this.#parts.clock(),
    }));
  }

  async enable(by: Administrator, userId: string): Promise<void> {
    await this.#change(by, userId, "user.enabled", (account) => ({ ...account, disabledAt: null }));
  }

  /** Signs a person out of every browser, and revokes their API tokens. */
  async endSessions(by: Administrator, userId: string): Promise<void> {
    const { sessions, announce } = this.#parts;
    const account = await this.#change(
      by,
      userId,
      "sessions.ended",
      (account) => ({
        ...account,
        generation: account.generation + 1,
      }),
      {},
      { mayBeOneself: true },
    );
    for (const { hash } of await sessions.listOf(account)) {
      await sessions.end(hash, noting(this.#parts.audit, null));
    }
    announce({ userId });
  }

  /** A page of the audit log, newest first. @throws {HotlineError} `forbidden`. */
  async readAudit(by: Administrator, query: AuditQuery): Promise<AuditPage> {
    assertAdmin(by);
    return await this.#parts.audit.list(query);
  }

  /**
   * The whole audit log as lines of JSON, newest first; that it was taken along is its first line.
   *
   * @throws {HotlineError} `forbidden`.
   */
  async exportAudit(by: Administrator): Promise<AsyncIterable<string>> {
    assertAdmin(by);
    const { audit } = this.#parts;
    const actor = actorOf({ user: by.session.user, address: by.address });
    await audit.append({ action: "audit.exported", actor, target: null });
    return linesOf(audit);
  }

  async #change(
    by: Administrator,
    userId: string,
    action: AuditAction,
    change: (account: Account) => Account,
    details: Record<string, string> = {},
    { mayBeOneself = false } = {},
  ): Promise<Account> {
    const { users, audit, announce } = this.#parts;
    const { account } = await this.person(by, userId);
    if (!mayBeOneself && userId === by.session.user.id) {
      throw new HotlineError("conflict", "Another admin has to change your account.");
    }
    const actor = actorOf({ user: by.session.user, address: by.address });
    const deed = { action, actor, target: targetOf(account.user), details };
    const changed = await users.change(userId, change, noting(audit, deed));
    announce({ userId });
    return changed;
  }
}

async function* linesOf(audit: AuthParts["audit"]): AsyncGenerator<string> {
  let before: number | undefined;
  do {
    const { entries, next } = await audit.list({ limit: EXPORT_PAGE, ...(before && { before }) });
    for (const entry of entries) yield JSON.stringify(entry) + "\n";
    before = next ?? undefined;
  } while (before !== undefined);
}

/** @throws HotlineError `forbidden` unless it is an admin in a browser. */
export function assertAdmin({ session }: Pick<Administrator, "session">): void {
  if (session.user.role === "admin" && session.scopes === null) return;
  throw new HotlineError("forbidden", "Only admins may do this.");
}
