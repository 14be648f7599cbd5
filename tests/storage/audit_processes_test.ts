import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { inTempFolder } from "../helpers/databases.ts";
import { readAudit } from "../helpers/deeds.ts";

const TIMES = 500;
const PROGRAM = fileURLToPath(import.meta.resolve("./auditing_process.ts"));

Deno.test("processes that append to one audit log at once make one chain", () =>
  inTempFolder(async (folder) => {
    const file = `${folder}/test.sqlite3`;
    (await Deno.openKv(file)).close();
    const made = await Promise.all([append(file, "one"), append(file, "two")]);

    using kv = await Deno.openKv(file);
    const { entries, faults } = await new AuditLog({ kv, clock: Date.now }).verify();
    assert.deepEqual([entries, faults], [made[0] + made[1], []]);
    const stored = (await readAudit(kv)).map(({ details }) => details["username"] ?? "");
    assert.equal(new Set(stored).size, entries, "none is there twice");
  }));

/** How many it made: at least so many. */
async function append(file: string, name: string): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", PROGRAM, file, name, String(TIMES)],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}
