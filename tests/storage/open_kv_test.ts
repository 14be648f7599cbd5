import assert from "node:assert/strict";
import { ulid } from "ulid";
import { keys } from "../../lib/storage/keys.ts";
import { epochOf, openKv } from "../../lib/storage/open_kv.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { inTempFolder, losingAnswers, outrun, testOnEachDatabase } from "../helpers/databases.ts";

const newId = () => ulid();
const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;

Deno.test("a database that cannot be opened is one line that names HOTLINE_KV", () =>
  inTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "not a database");
    for (const path of [`${folder}/file/below/x.sqlite3`, `${folder}/file`, folder]) {
      const { message } = await assertRefused("unavailable", openKv(path));
      assert.match(message, /HOTLINE_KV/);
      assert(message.includes(path), message);
      assert(!message.includes("\n"), message);
    }
  }));

Deno.test("the password in a database's URL is not repeated", async () => {
  const refusal = await assertRefused("unavailable", openKv("http://me:secret@127.0.0.1:9/db"));
  assert.match(refusal.message, /http:\/\/127\.0\.0\.1:9\/db/);
  assert(!Deno.inspect(refusal).includes("secret"));
});

Deno.test("a new database and its folder are for their owner alone", () =>
  inTempFolder(async (folder) => {
    const path = `${folder}/.data/deep/hotline.sqlite3`;
    const { kv, checksMax } = await openKv(path);
    await kv.set(["a"], 1);
    kv.close();
    assert.equal(checksMax, 100);
    assert.equal(await modeOf(`${folder}/.data`), 0o700);
    assert.equal(await modeOf(path), 0o600);
  }));

Deno.test("a database holds what it held when it was closed", () =>
  inTempFolder(async (folder) => {
    const path = `${folder}/hotline.sqlite3`;
    const first = await openKv(path);
    const epoch = await epochOf(first.kv, newId);
    first.kv.close();
    const second = await openKv(path);
    assert.equal(await epochOf(second.kv, newId), epoch);
    second.kv.close();
  }));

testOnEachDatabase("processes that start at once agree on the epoch", async (kv) => {
  const theirs: string[] = [];
  const late = outrun(kv, 1, async () => theirs.push(await epochOf(kv, newId)));
  assert.deepEqual([await epochOf(late, newId)], theirs);
});

testOnEachDatabase("an epoch that was stored without an answer is kept", async (kv) => {
  const epoch = await epochOf(losingAnswers(kv, 1), newId);
  assert.equal(await epochOf(kv, newId), epoch);
});

testOnEachDatabase("a database of another layout is refused by name", async (kv) => {
  await epochOf(kv, newId);
  await kv.set(keys.layout(), 3);
  await assert.rejects(epochOf(kv, newId), /has layout 3.*reads layout 2.*HOTLINE_KV/s);
  await kv.delete(keys.layout());
  await assert.rejects(epochOf(kv, newId), /has layout 1/);
});
