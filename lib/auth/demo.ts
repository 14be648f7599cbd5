import { HotlineError } from "../model/errors.ts";
import type { Role, User } from "../model/user.ts";
import type { Accounts } from "./accounts.ts";

/** One account for each role. Their passwords are public: the sign-in page of a demo shows them. */
export const DEMO_ACCOUNTS = [
  {
    username: "demo-requester",
    name: "Demo Requester",
    password: "hotline-requester",
    role: "requester",
  },
  { username: "demo-agent", name: "Demo Agent", password: "hotline-agent", role: "agent" },
  { username: "demo-admin", name: "Demo Admin", password: "hotline-admin", role: "admin" },
] as const satisfies { username: string; name: string; password: string; role: Role }[];

/**
 * MUST be closed (`AccountsOptions.closedUsernames`) where the demo is off: a database that was a
 * demo once holds an admin whose password everybody knows.
 */
export const DEMO_USERNAMES: ReadonlySet<string> = new Set(
  DEMO_ACCOUNTS.map(({ username }) => username),
);

/** Makes the demo accounts that are not there yet; costs a few reads when all are. */
export function ensureDemoAccounts(accounts: Accounts): Promise<User[]> {
  return Promise.all(DEMO_ACCOUNTS.map((account) => ensureAccount(accounts, account)));
}

async function ensureAccount(
  accounts: Accounts,
  account: (typeof DEMO_ACCOUNTS)[number],
): Promise<User> {
  try {
    return await accounts.userByUsername(account.username) ?? await accounts.addUser(account);
  } catch (error) {
    // Another process that starts at the same moment has made it.
    if (!(error instanceof HotlineError && error.code === "conflict")) throw error;
    const user = await accounts.userByUsername(account.username);
    if (!user) throw error;
    return user;
  }
}
