import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { inTempFolder } from "../helpers/databases.ts";

const PROCESSES = 3;
const TIMES = 150;
const PROGRAM = fileURLToPath(import.meta.resolve("./contending_process.ts"));

Deno.test("processes that contend for one file lose no write and write none twice", () =>
  inTempFolder(async (folder) => {
    const file = `${folder}/test.sqlite3`;
    (await Deno.openKv(file)).close();
    const reports = await Promise.all(Array.from({ length: PROCESSES }, () => contend(file)));

    using kv = await Deno.openKv(file);
    const { value } = await kv.get<number>(["n"]);
    assert.equal(value, reports.reduce((sum, { counted }) => sum + counted, 0));
    assert(
      reports.some(({ locked }) => locked > 0),
      "the database was never locked: proves nothing",
    );
  }));

async function contend(file: string): Promise<{ counted: number; locked: number }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", "--allow-write", PROGRAM, file, String(TIMES)],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
