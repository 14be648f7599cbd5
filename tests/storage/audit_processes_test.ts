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
    await Promise.all([append(file, "one", "two"), append(file, "two", "one")]);

    using kv = await Deno.openKv(file);
    const { entries, faults } = await new AuditLog({ kv, clock: Date.now }).verify();
    assert.deepEqual([entries, faults], [2 * TIMES, []]);
    const stored = (await readAudit(kv)).map(({ details }) => details["username"] ?? "");
    assert.equal(new Set(stored).size, entries, "none is there twice");
    const writers = stored.map((text) => text.split(" ")[0]);
    assert(
      writers.lastIndexOf("one") > writers.indexOf("two") &&
        writers.lastIndexOf("two") > writers.indexOf("one"),
      "one came after the other: proves nothing",
    );
  }));

async function append(file: string, name: string, other: string): Promise<void> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", PROGRAM, file, name, String(TIMES), other],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}
