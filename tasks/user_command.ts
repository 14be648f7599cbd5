import { parseArgs } from "node:util";
import { z } from "zod";
import { nameSchema, roleSchema, usernameSchema } from "../lib/model/user.ts";

export const USAGE = `Usage: deno task user COMMAND

  add      --username U --role R --name N   makes a person
  list                                      shows everybody: id, role, username, name
  role     --username U --role R            changes what a person may do
  password --username U                     sets a password and ends the person's sessions

R is requester, agent or admin. add and password read the password from standard input: typed, it
is not shown; piped, it is the first line. HOTLINE_KV says which database.`;

const userCommandSchema = z.discriminatedUnion("command", [
  z.strictObject({
    command: z.literal("add"),
    username: usernameSchema,
    role: roleSchema,
    name: nameSchema,
  }),
  z.strictObject({ command: z.literal("list") }),
  z.strictObject({ command: z.literal("role"), username: usernameSchema, role: roleSchema }),
  z.strictObject({ command: z.literal("password"), username: usernameSchema }),
]);
export type UserCommand = z.infer<typeof userCommandSchema>;

/** The command line is wrong: nothing was done. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @throws {UsageError} in one line that names every fault. */
export function parseUserCommand(args: string[]): UserCommand {
  const { values, positionals: [command, ...rest] } = split(args);
  if (command === undefined) throw new UsageError("There is no command.");
  if (rest.length > 0) throw new UsageError(`Unexpected: ${rest.join(" ")}.`);
  const input: Record<string, unknown> = { command, ...values };
  const result = userCommandSchema.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ code, path, message }) => {
    if (code === "unrecognized_keys") return `${command} takes fewer options`;
    const [name = ""] = path;
    if (name === "command") return `there is no command "${command}"`;
    return `--${String(name)} ${input[String(name)] === undefined ? "is missing" : message}`;
  });
  throw new UsageError(`Wrong command line: ${faults.join("; ")}.`);
}

function split(args: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { username: text, role: text, name: text },
    });
  } catch (error) {
    // parseArgs explains in a TypeError what it does not understand.
    throw error instanceof TypeError ? new UsageError(error.message, { cause: error }) : error;
  }
}
