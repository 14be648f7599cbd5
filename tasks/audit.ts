/** `deno task audit`: verifies and shows the audit log from the command line. */
import type { AuditEntry, AuditFault, AuditVerification } from "../lib/model/audit.ts";
import { parseConfig } from "../lib/model/config.ts";
import { AuditLog } from "../lib/storage/audit_log.ts";
import { openKv } from "../lib/storage/open_kv.ts";
import { AUDIT_USAGE, type AuditCommand, parseAuditCommand } from "./audit_command.ts";
import { UsageError } from "./user_command.ts";

/** Entries that are asked for at once. */
const PAGE = 500;

const WORDS: Record<AuditFault["problem"], string> = {
  "missing": "is missing",
  "unreadable": "is no entry of this version",
  "changed": "was changed: it does not have its own hash",
  "misplaced": "is not the entry of this number",
  "unlinked": "does not follow the entry before it",
  "beyond head": "is not within the log's head",
  "not the head": "has another hash than the log's head",
  "not as noted": "is not as it was noted",
};

/** Does one command; false if the log has faults. */
export async function runAuditCommand(
  command: AuditCommand,
  audit: AuditLog,
  print: (line: string) => void,
): Promise<boolean> {
  switch (command.command) {
    case "verify": {
      const result = await audit.verify(command.expect);
      report(result, print);
      return result.faultCount === 0;
    }
    case "head": {
      const { number, hash } = await audit.head();
      print(`${number}:${hash}`);
      return true;
    }
    case "list":
      for (const entry of await newest(audit, command.limit)) print(JSON.stringify(entry));
      return true;
  }
}

function report(
  { entries, head, faults, faultCount }: AuditVerification,
  print: (line: string) => void,
): void {
  for (const { number, problem } of faults) {
    print(
      number === 0 ? `The log's head ${WORDS[problem]}.` : `Entry ${number} ${WORDS[problem]}.`,
    );
  }
  if (faultCount > faults.length) print(`… and ${faultCount - faults.length} faults more.`);
  print(`${entries} entries, ${faultCount} faults, head ${head.number}:${head.hash}`);
}

/** Oldest first. */
async function newest(audit: AuditLog, limit: number): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  let before: number | null | undefined;
  while (found.length < limit && before !== null) {
    const query = { limit: Math.min(PAGE, limit - found.length) };
    const page = await audit.list(before === undefined ? query : { ...query, before });
    found.push(...page.entries);
    before = page.next;
  }
  return found.reverse();
}

async function run(command: AuditCommand): Promise<boolean> {
  const { kv: location } = parseConfig({ HOTLINE_KV: Deno.env.get("HOTLINE_KV") ?? "" });
  const { kv } = await openKv(location);
  try {
    const audit = new AuditLog({ kv, clock: Date.now });
    return await runAuditCommand(command, audit, (line) => console.log(line));
  } finally {
    kv.close();
  }
}

/** Exit codes: 0 fine, 1 faults found or failed, 2 wrong command line. */
async function main(args: string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(AUDIT_USAGE);
    return 0;
  }
  try {
    return await run(parseAuditCommand(args)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (!(error instanceof UsageError)) return 1;
    console.error("See deno task audit --help.");
    return 2;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
