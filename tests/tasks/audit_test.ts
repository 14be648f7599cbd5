import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { keys } from "../../lib/storage/keys.ts";
import { parseAuditCommand } from "../../tasks/audit_command.ts";
import { runAuditCommand } from "../../tasks/audit.ts";
import { inTempFolder, testOnEachDatabase } from "../helpers/databases.ts";
import { readAudit, refusedSignIn } from "../helpers/deeds.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const auditOn = (kv: Deno.Kv) => new AuditLog({ kv, clock: Date.now });

/** Runs a command as typed; gives whether all was fine, and what it printed. */
async function run(kv: Deno.Kv, line: string): Promise<{ isFine: boolean; printed: string[] }> {
  const printed: string[] = [];
  const command = parseAuditCommand(line.split(" "));
  const isFine = await runAuditCommand(command, auditOn(kv), (text) => printed.push(text));
  return { isFine, printed };
}

Deno.test("a wrong command line is refused with what is wrong in it", () => {
  const refused: [string[], RegExp][] = [
    [[], /no command/],
    [["erase"], /no command "erase"/],
    [["head", "tail"], /Unexpected: tail/],
    [["head", "--limit", "3"], /head takes fewer options/],
    [["list", "--limit", "0"], /--limit must be at least 1/],
    [["list", "--limit", "many"], /--limit must be a whole number/],
    [["verify", "--expect", "12"], /--expect must be NUMBER:HASH/],
    [["verify", "--hash", "12"], /--hash/],
  ];
  for (const [args, message] of refused) {
    assert.throws(() => parseAuditCommand(args), { name: "UsageError", message });
  }
});

testOnEachDatabase("faults are told, each in a line", async (kv) => {
  for (const name of ["1", "2", "3"]) await auditOn(kv).append(refusedSignIn(name));
  const [first] = await readAudit(kv);
  await kv.set(keys.auditEntry(1), { ...first, details: {} });
  await kv.delete(keys.auditEntry(2));
  const { isFine, printed } = await run(kv, "verify");
  assert.equal(isFine, false);
  assert.deepEqual(printed.slice(0, 2), [
    "Entry 1 was changed: it does not have its own hash.",
    "Entry 2 is missing.",
  ]);
  assert.match(printed[2] ?? "", /^2 entries, 2 faults, head 3:[0-9a-f]{64}$/);
});

testOnEachDatabase("the head that was noted is what the log is held against", async (kv) => {
  await auditOn(kv).append(refusedSignIn("1"));
  const { printed: [noted] } = await run(kv, "head");
  await auditOn(kv).append(refusedSignIn("2"));
  assert.equal((await run(kv, `verify --expect ${noted}`)).isFine, true);
  const { isFine, printed } = await run(kv, `verify --expect 1:${"f".repeat(64)}`);
  assert.deepEqual([isFine, printed[0]], [false, "Entry 1 is not as it was noted."]);
});

testOnEachDatabase("the last entries are listed, the newest last", async (kv) => {
  const names = Array.from({ length: 620 }, (_, n) => `${n}`);
  const audit = auditOn(kv);
  await Promise.all(names.map((name) => audit.append(refusedSignIn(name))));
  const numbers = async (line: string) =>
    (await run(kv, line)).printed.map((text) => JSON.parse(text).number);
  assert.deepEqual(await numbers("list --limit 2"), [619, 620]);
  assert.equal((await numbers("list")).length, 100);
  assert.deepEqual(await numbers("list --limit 700"), names.map((_, n) => n + 1));
});

Deno.test("the task says by its exit code whether the log is sound", () =>
  inTempFolder(async (folder) => {
    const file = `${folder}/test.sqlite3`;
    {
      using kv = await Deno.openKv(file);
      await auditOn(kv).append(refusedSignIn("1"));
    }
    assert.equal((await runTask(["erase"], file)).code, 2);
    assert.match((await runTask(["--help"], file)).stdout, /Usage: deno task audit/);
    const sound = await runTask(["verify"], file);
    assert.deepEqual([sound.code, sound.stderr], [0, ""]);
    {
      using kv = await Deno.openKv(file);
      await kv.delete(keys.auditEntry(1));
    }
    assert.equal((await runTask(["verify"], file)).code, 1);
  }));

async function runTask(args: string[], file: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "audit", ...args],
    cwd: ROOT,
    env: { HOTLINE_KV: file, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
