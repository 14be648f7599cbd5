/** People who are there before the server starts, each signed in: hashing passwords takes time. */
import { ulid } from "ulid";
import { Accounts } from "../../lib/auth/accounts.ts";
import { type AuthParts, authParts } from "../../lib/auth/parts.ts";
import { Passwords } from "../../lib/auth/passwords.ts";
import { openKv } from "../../lib/storage/open_kv.ts";
import { CHEAP } from "./accounts.ts";
import { Caller } from "./api.ts";

const ROLES = {
  ann: "requester",
  otto: "requester",
  mia: "agent",
  max: "agent",
  ada: "admin",
} as const;
type Name = keyof typeof ROLES;

export const PASSWORD = "correct horse";

/** The cookie of each of them. */
export type Cookies = Record<Name, string>;

/** The accounts of a database, made by whoever opens it and not by the server. */
export async function withAccounts<Value>(
  location: string,
  work: (accounts: Accounts, parts: AuthParts) => Promise<Value>,
  { clock = Date.now, passwords = new Passwords({ cost: CHEAP }) }: {
    clock?: () => number;
    passwords?: Passwords;
  } = {},
): Promise<Value> {
  const { kv } = await openKv(location);
  try {
    const parts = authParts({ kv, clock, newId: () => ulid(), passwords });
    const accounts = new Accounts(parts);
    const value = await work(accounts, parts);
    await accounts.settled();
    return value;
  } finally {
    kv.close();
  }
}

export function seedPeople(location: string): Promise<Cookies> {
  return withAccounts(location, async (accounts) => {
    const cookies: Partial<Cookies> = {};
    for (const [username, role] of Object.entries(ROLES) as [Name, (typeof ROLES)[Name]][]) {
      await accounts.addUser({ username, name: nameOf(username), password: PASSWORD, role });
      cookies[username] = await cookieFor(accounts, username);
    }
    return cookies as Cookies;
  });
}

/** A further session of somebody. */
export async function cookieFor(accounts: Accounts, username: string): Promise<string> {
  const { token } = await accounts.signIn({ username, password: PASSWORD });
  return `hotline_session=${token}`;
}

export function callersOf(base: string, cookies: Cookies): Record<Name, Caller> {
  const entries = Object.entries(cookies).map(([name, cookie]) => [name, new Caller(base, cookie)]);
  return Object.fromEntries(entries);
}

const nameOf = (username: string): string => username[0]!.toUpperCase() + username.slice(1);
