import { z } from "zod";
import { HotlineError, notFound } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { type Role, roleSchema, type User, userSchema } from "../model/user.ts";
import { commitAtomic, DoubtfulCommit, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const GET_MANY_MAX = 10;
const CHANGE_ATTEMPTS_MAX = 10;
/** Stands in for the id of a person who does not exist, so that a look-up costs the same reads. */
const NOBODY = "nobody";

const userRecordSchema = z.object({
  v: z.literal(1),
  user: userSchema,
  /** Sessions of another generation are void: a new password ends them all in one write. */
  generation: z.int().nonnegative(),
});
const passwordRecordSchema = z.object({ v: z.literal(1), hash: z.string() });

/** A user, and which sessions of theirs are valid. */
export interface Account {
  user: User;
  generation: number;
}

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

  /** @throws {HotlineError} `conflict` when the username is taken. */
  async add(user: User, passwordHash: string): Promise<void> {
    const atomic = this.#kv.atomic()
      .check({ key: keys.username(user.username), versionstamp: null })
      .set(keys.username(user.username), user.id)
      .set(keys.user(user.id), { v: 1, user, generation: 0 })
      .set(keys.password(user.id), { v: 1, hash: passwordHash });
    placeAmongStaff(atomic, user);
    // The staff, and pages that offer it, are kept for as long as this mark stands still.
    if (user.role !== "requester") atomic.set(keys.accessMark(), { v: 1 });
    if (await isStored(atomic)) return;
    const holder = await this.#idOf(user.username);
    if (holder === null) throw undecided();
    if (holder !== user.id) throw usernameTaken(user.username);
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
    if (!account?.value || !password?.value) return null;
    const { user, generation } = userRecordSchema.parse(account.value);
    return { user, generation, passwordHash: passwordRecordSchema.parse(password.value).hash };
  }

  /** Everybody, in the order in which they came. */
  async list(): Promise<User[]> {
    const entries = await retryRead(() => Array.fromAsync(this.#kv.list({ prefix: keys.users() })));
    return entries.map(({ value }) => userRecordSchema.parse(value).user);
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
    const userKeys = members.map(({ key }) => keys.user(String(key.at(-1))));
    const users: User[] = [];
    for (let at = 0; at < userKeys.length; at += GET_MANY_MAX) {
      const some = userKeys.slice(at, at + GET_MANY_MAX);
      const entries = await retryRead(() => this.#kv.getMany<unknown[]>(some));
      users.push(...entries.map(({ value }) => userRecordSchema.parse(value).user));
    }
    return users;
  }

  /** @throws {HotlineError} `not_found` when there is no such user. */
  setRole(userId: string, role: Role): Promise<void> {
    return this.#change(userId, (atomic, { user, generation }) => {
      const changed = { ...user, role: roleSchema.parse(role) };
      atomic.set(keys.user(userId), { v: 1, user: changed, generation });
      placeAmongStaff(atomic, changed);
    });
  }

  /**
   * Sets a new password and voids every session of the user.
   *
   * @throws {HotlineError} `not_found` when there is no such user.
   */
  setPasswordHash(userId: string, passwordHash: string): Promise<void> {
    return this.#change(userId, (atomic, { user, generation }) => {
      atomic.set(keys.user(userId), { v: 1, user, generation: generation + 1 });
      atomic.set(keys.password(userId), { v: 1, hash: passwordHash });
    });
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

  /** Every try reads the record anew and checks it, so a doubtful commit cannot do harm. */
  async #change(
    userId: string,
    change: (atomic: Deno.AtomicOperation, account: Account) => void,
  ): Promise<void> {
    for (let attempt = 0; attempt < CHANGE_ATTEMPTS_MAX; attempt++) {
      const entry = await retryRead(() => this.#kv.get(keys.user(userId)));
      if (entry.value === null) throw notFound("user");
      const atomic = this.#kv.atomic().check(entry).set(keys.accessMark(), { v: 1 });
      change(atomic, userRecordSchema.parse(entry.value));
      if (await isStored(atomic)) return;
    }
    throw undecided();
  }
}

/** The account that a stored value holds, null for none. @throws {Error} if it is no account. */
export function readAccount(value: unknown): Account | null {
  return value === null ? null : userRecordSchema.parse(value);
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

function placeAmongStaff(atomic: Deno.AtomicOperation, user: User): void {
  if (user.role === "requester") atomic.delete(keys.staffMember(user.id));
  else atomic.set(keys.staffMember(user.id), { v: 1 });
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
