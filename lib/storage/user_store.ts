import { z } from "zod";
import { HotlineError, notFound } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { type Role, roleSchema, type User } from "../model/user.ts";
import { markAccess } from "./access_mark.ts";
import { type Account, readAccount, writeAccount } from "./account.ts";
import {
  type Alongside,
  commitAtomic,
  DoubtfulCommit,
  NOTHING_ALONGSIDE,
  retryRead,
} from "./commit.ts";
import { keys } from "./keys.ts";
import { readMany } from "./read_many.ts";

const CHANGE_ATTEMPTS_MAX = 20;
const LIST_BATCH = 200;
/** Stands in for the id of a person who does not exist, so that a look-up costs the same reads. */
const NOBODY = "nobody";

const passwordRecordSchema = z.object({ v: z.literal(1), hash: z.string() });

/** An account with the hash of its password. */
export interface Credential extends Account {
  passwordHash: string;
}

/** The people of this Hotline. Usernames are expected in lower case, as the model parses them. */
export class UserStore {
  readonly #kv: Deno.Kv;
  /** The staff as they were when the access mark was this. */
  #staff: { mark: string | null; users: readonly User[] } | null = null;

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
  }

  /**
   * Adds a person; without a password's hash they come in by other ways, such as a passkey.
   *
   * @throws {HotlineError} `conflict` when the username is taken.
   */
  async add(
    user: User,
    passwordHash: string | null,
    alongside: Alongside = NOTHING_ALONGSIDE,
    { guestOf = null }: { guestOf?: string | null } = {},
  ): Promise<void> {
    for (let attempt = 0; attempt < CHANGE_ATTEMPTS_MAX; attempt++) {
      const atomic = this.#kv.atomic()
        .check({ key: keys.username(user.username), versionstamp: null })
        .set(keys.username(user.username), user.id);
      writeAccount(atomic, { user, generation: 0, disabledAt: null, guestOf });
      if (passwordHash !== null) atomic.set(keys.password(user.id), { v: 1, hash: passwordHash });
      // The staff, and pages that offer it, are kept for as long as this mark stands still.
      if (user.role !== "requester") await markAccess(this.#kv, atomic, user.id);
      if (await alongside(atomic) === false) return;
      if (await isStored(atomic)) return;
      const holder = await this.#idOf(user.username);
      if (holder === user.id) return;
      if (holder !== null) throw usernameTaken(user.username);
    }
    throw undecided();
  }

  async byId(userId: string): Promise<Account | null> {
    const { value } = await retryRead(() => this.#kv.get(keys.user(userId)));
    return readAccount(value);
  }

  async byUsername(username: string): Promise<Account | null> {
    const userId = await this.#idOf(username);
    return userId === null ? null : await this.byId(userId);
  }

  /** Two reads, whether there is such a person or not. */
  async credentialOf(username: string): Promise<Credential | null> {
    const userId = await this.#idOf(username) ?? NOBODY;
    const [account, password] = await retryRead(() =>
      this.#kv.getMany<unknown[]>([keys.user(userId), keys.password(userId)])
    );
    const found = readAccount(account!.value);
    if (!found || !password?.value) return null;
    return { ...found, passwordHash: passwordRecordSchema.parse(password.value).hash };
  }

  /** The hash of a person's password; null for one who comes in by other ways. */
  async passwordHashOf(userId: string): Promise<string | null> {
    const { value } = await retryRead(() => this.#kv.get(keys.password(userId)));
    return value === null ? null : passwordRecordSchema.parse(value).hash;
  }

  /** Everybody, in the order in which they came. */
  async list(): Promise<User[]> {
    const entries = await retryRead(() => Array.fromAsync(this.#kv.list({ prefix: keys.users() })));
    return entries.map(({ value }) => readAccount(value)!.user);
  }

  /** Accounts before this id, the newest first: read as far as the caller goes on. */
  async *newestFirst(before: string | null): AsyncGenerator<Account> {
    const prefix = keys.users();
    while (true) {
      const selector = before === null ? { prefix } : { prefix, end: keys.user(before) };
      const entries = await retryRead(() =>
        Array.fromAsync(this.#kv.list(selector, { limit: LIST_BATCH, reverse: true }))
      );
      for (const { key, value } of entries) {
        yield readAccount(value)!;
        before = String(key[1]);
      }
      if (entries.length < LIST_BATCH) return;
    }
  }

  /** Agents and admins. One read, for as long as the access mark stands still. */
  async listStaff(): Promise<readonly User[]> {
    // Before the staff is read: a change in the meantime then counts as a later one.
    const mark = await retryRead(() => this.#kv.get(keys.accessMark()));
    const kept = this.#staff;
    if (kept?.mark === mark.versionstamp) return kept.users;
    const users = await this.#readStaff();
    this.#staff = { mark: mark.versionstamp, users };
    return users;
  }

  async #readStaff(): Promise<User[]> {
    const members = await retryRead(() => Array.fromAsync(this.#kv.list({ prefix: keys.staff() })));
    const entries = await readMany(this.#kv, members.map(({ key }) => keys.user(String(key[1]))));
    return entries.map(({ value }) => readAccount(value)!.user);
  }

  /** @throws {HotlineError} `not_found` when there is no such user. */
  setRole(userId: string, role: Role, alongside?: Alongside): Promise<Account> {
    return this.change(userId, (account) => ({
      ...account,
      user: { ...account.user, role: roleSchema.parse(role) },
    }), alongside);
  }

  /**
   * Sets a new password and voids every session of the user.
   *
   * @throws {HotlineError} `not_found` when there is no such user.
   */
  setPasswordHash(userId: string, passwordHash: string, alongside?: Alongside): Promise<Account> {
    return this.change(
      userId,
      (account) => ({ ...account, generation: account.generation + 1 }),
      async (atomic) => {
        atomic.set(keys.password(userId), { v: 1, hash: passwordHash });
        return await alongside?.(atomic);
      },
    );
  }

  /** Replaces the hash of the same password by a better one. Does nothing if it has changed. */
  async rehash(userId: string, hashes: { from: string; to: string }): Promise<void> {
    const entry = await retryRead(() => this.#kv.get(keys.password(userId)));
    if (entry.value === null || passwordRecordSchema.parse(entry.value).hash !== hashes.from) {
      return;
    }
    await isStored(
      this.#kv.atomic().check(entry).set(keys.password(userId), { v: 1, hash: hashes.to }),
    );
  }

  async #idOf(username: string): Promise<string | null> {
    const { value } = await retryRead(() => this.#kv.get(keys.username(username)));
    return idSchema.nullable().parse(value);
  }

  /**
   * Changes an account, and tells open sockets everywhere to look again. `change` may be called
   * several times, each time with the account as it then is; a new username is checked to be free.
   *
   * @throws {HotlineError} `not_found`, `conflict` when the username is taken; what `change` throws.
   */
  async change(
    userId: string,
    change: (account: Account) => Account,
    alongside: Alongside = NOTHING_ALONGSIDE,
  ): Promise<Account> {
    for (let attempt = 0; attempt < CHANGE_ATTEMPTS_MAX; attempt++) {
      const entry = await retryRead(() => this.#kv.get(keys.user(userId)));
      const before = readAccount(entry.value);
      if (before === null) throw notFound("user");
      const after = change(before);
      const atomic = this.#kv.atomic().check(entry);
      await markAccess(this.#kv, atomic, userId);
      if (after.user.username !== before.user.username) {
        await this.#rename(atomic, userId, before.user.username, after.user.username);
      }
      writeAccount(atomic, after);
      // Every try reads the record anew and checks it, so a doubtful commit cannot do harm.
      if (await alongside(atomic) === false) return await this.byId(userId) ?? before;
      if (await isStored(atomic)) return after;
    }
    throw undecided();
  }

  async #rename(
    atomic: Deno.AtomicOperation,
    userId: string,
    from: string,
    to: string,
  ): Promise<void> {
    const holder = await this.#idOf(to);
    if (holder !== null && holder !== userId) throw usernameTaken(to);
    atomic.check({ key: keys.username(to), versionstamp: null })
      .delete(keys.username(from))
      .set(keys.username(to), userId);
  }
}

/** The refusal of a username that somebody has. */
export function usernameTaken(username: string): HotlineError {
  return new HotlineError("conflict", `The username "${username}" is taken.`, {
    fields: [{ path: "username", message: "is taken" }],
  });
}

function undecided(): HotlineError {
  return new HotlineError("unavailable", "The change could not be stored. Try again in a moment.");
}

/** False when a check failed, and also when nobody knows: the caller looks, and then decides. */
async function isStored(atomic: Deno.AtomicOperation): Promise<boolean> {
  try {
    return (await commitAtomic(atomic)).ok;
  } catch (error) {
    if (error instanceof DoubtfulCommit) return false;
    throw error;
  }
}
