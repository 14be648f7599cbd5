import { parseArgs } from "node:util";
import { z } from "zod";
import type { AuditHead } from "../lib/model/audit.ts";
import { UsageError } from "./user_command.ts";

export const AUDIT_USAGE = `Usage: deno task audit COMMAND

  verify [--expect NUMBER:HASH]   looks for changed and missing entries
  head                            shows the newest entry as NUMBER:HASH
  list   [--limit N]              shows the last N entries (100), one a line, as JSON

The log's chain has no key: whoever can write the whole database can make another one that fits.
Keep what head shows in another place, and have verify --expect hold the log against it later.
HOTLINE_KV says which database. Exit codes: 0 fine, 1 faults found or no answer, 2 wrong command
line.`;

const LIST_MAX = 100_000;

const headSchema = z.string()
  .regex(/^\d{1,15}:[0-9a-f]{64}$/, "must be NUMBER:HASH, as head shows it")
  .transform((text): AuditHead => {
    const [number = "", hash = ""] = text.split(":");
    return { number: Number(number), hash };
  });

const limitSchema = z.string().regex(/^\d{1,6}$/, "must be a whole number").transform(Number)
  .pipe(z.int().min(1, "must be at least 1").max(LIST_MAX, `must be at most ${LIST_MAX}`));

const auditCommandSchema = z.discriminatedUnion("command", [
  z.strictObject({ command: z.literal("verify"), expect: headSchema.optional() }),
  z.strictObject({ command: z.literal("head") }),
  z.strictObject({ command: z.literal("list"), limit: limitSchema.default(100) }),
]);
export type AuditCommand = z.infer<typeof auditCommandSchema>;

/** @throws {UsageError} in one line that names every fault. */
export function parseAuditCommand(args: string[]): AuditCommand {
  const { values, positionals: [command, ...rest] } = split(args);
  if (command === undefined) throw new UsageError("There is no command.");
  if (rest.length > 0) throw new UsageError(`Unexpected: ${rest.join(" ")}.`);
  const result = auditCommandSchema.safeParse({ command, ...values });
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ code, path, message }) => {
    if (code === "unrecognized_keys") return `${command} takes fewer options`;
    if (path[0] === "command") return `there is no command "${command}"`;
    return `--${String(path[0])} ${message}`;
  });
  throw new UsageError(`Wrong command line: ${faults.join("; ")}.`);
}

function split(args: string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options: { expect: text, limit: text } });
  } catch (error) {
    // parseArgs explains in a TypeError what it does not understand.
    throw error instanceof TypeError ? new UsageError(error.message, { cause: error }) : error;
  }
}
