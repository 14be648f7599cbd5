/** `deno task user`: makes and changes people from the command line. */
import { ulid } from "ulid";
import { Accounts } from "../lib/auth/accounts.ts";
import { DEMO_USERNAMES } from "../lib/auth/demo.ts";
import { authParts } from "../lib/auth/parts.ts";
import { Passwords } from "../lib/auth/passwords.ts";
import { parseConfig } from "../lib/model/config.ts";
import { HotlineError } from "../lib/model/errors.ts";
import { passwordSchema } from "../lib/model/user.ts";
import { openKv } from "../lib/storage/open_kv.ts";
import { readPassword } from "./password_input.ts";
import { parseUserCommand, USAGE, UsageError, type UserCommand } from "./user_command.ts";

export interface Terminal {
  readPassword: () => Promise<string>;
  print: (line: string) => void;
}

/** Does one command. @throws {HotlineError} when the change is refused. */
export async function runUserCommand(
  command: UserCommand,
  accounts: Accounts,
  { readPassword, print }: Terminal,
): Promise<void> {
  switch (command.command) {
    case "add": {
      const { username, name, role } = command;
      const password = checked(await readPassword());
      await accounts.addUser({ username, name, role, password });
      return print(`Added ${username} (${role}).`);
    }
    case "list":
      for (const { id, role, username, name } of await accounts.listUsers()) {
        print([id, role, username, name].join("\t"));
      }
      return;
    case "role":
      await accounts.setRole(command.username, command.role);
      return print(`${command.username} is now ${command.role}.`);
    case "password":
      await accounts.setPassword(command.username, checked(await readPassword()));
      return print(`The password of ${command.username} is set; their sessions have ended.`);
  }
}

/** The message says what is wrong with a password, but never repeats it. */
function checked(password: string): string {
  const { data, error } = passwordSchema.safeParse(password);
  if (data !== undefined) return data;
  throw new HotlineError("invalid", `The password ${error?.issues[0]?.message}.`);
}

async function run(command: UserCommand): Promise<void> {
  const { kv: location } = parseConfig({ HOTLINE_KV: Deno.env.get("HOTLINE_KV") ?? "" });
  const { kv } = await openKv(location);
  const accounts = new Accounts(authParts({
    kv,
    clock: Date.now,
    newId: () => ulid(),
    passwords: new Passwords(),
    closedUsernames: DEMO_USERNAMES,
  }));
  const encoder = new TextEncoder();
  const ask = (prompt: string) => void Deno.stderr.writeSync(encoder.encode(prompt));
  try {
    await runUserCommand(command, accounts, {
      readPassword: () => readPassword(Deno.stdin, ask),
      print: (line) => console.log(line),
    });
  } finally {
    kv.close();
  }
}

/** Exit codes: 0 done, 1 refused or failed, 2 wrong command line. */
async function main(args: string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(USAGE);
    return 0;
  }
  try {
    await run(parseUserCommand(args));
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (!(error instanceof UsageError)) return 1;
    console.error("See deno task user --help.");
    return 2;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
