/** Starting the desk: a bad configuration stops it with one clear line, a good one is honoured. */
import assert from "node:assert/strict";
import { startAppServer } from "../helpers/app_server.ts";
import { builtApp } from "../helpers/built_app.ts";
import { inTempFolder } from "../helpers/databases.ts";
import { PROJECT_ROOT } from "../helpers/project_root.ts";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs Deno with these variables and no others of Hotline. */
async function run(
  args: string[],
  env: Record<string, string>,
  cwd = PROJECT_ROOT,
): Promise<Ended> {
  const inherited = Object.entries(Deno.env.toObject())
    .filter(([name]) => !/^HOTLINE_|^(PORT|HOST)$/.test(name));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const script = `${PROJECT_ROOT}tasks/serve_flags.ts`;
const check = (env: Record<string, string>, cwd?: string) =>
  run(["run", "-A", script, "--check"], env, cwd);
const flags = (env: Record<string, string>) =>
  run(["run", "--allow-env", "--allow-read", script], env);

/** Asserts that it ended in exactly one line, which says this. */
function assertOneLine({ code, stdout, stderr }: Ended, line: RegExp): void {
  assert.equal(stdout, "");
  assert.match(stderr, line);
  assert.deepEqual(stderr.trimEnd().split("\n").length, 1, stderr);
  assert.equal(code, 1);
}

/** Gives `use` a folder that looks built. */
function inBuiltFolder(use: (folder: string) => Promise<void>): Promise<void> {
  return inTempFolder(async (folder) => {
    await Deno.mkdir(`${folder}/_fresh`);
    await Deno.writeTextFile(`${folder}/_fresh/server.js`, "");
    await use(folder);
  });
}

Deno.test("`deno task start` refuses a variable that nobody knows, in one line", async () => {
  const ended = await run(["task", "--quiet", "start"], { HOTLINE_PORT: "8000" });
  assertOneLine(ended, /^Cannot start with this environment: HOTLINE_PORT is not a variable/);
});

Deno.test("every bad variable is named in the same line, without its value", async () => {
  const env = { PORT: "http", HOST: "a b", HOTLINE_POLL_MS: "1", HOTLINE_ORIGINS: "secret" };
  const ended = await check(env);
  assertOneLine(ended, /PORT must be .*HOST must be .*HOTLINE_POLL_MS must be .*HOTLINE_ORIGINS/);
  assert.ok(!ended.stderr.includes("secret"));
});

Deno.test("a port that is none is refused", async () => {
  for (const PORT of ["65536", "-1", "80a"]) assertOneLine(await check({ PORT }), /PORT must be/);
});

Deno.test("a demo is not started as a desk", async () => {
  assertOneLine(await check({ HOTLINE_DEMO: "1" }), /HOTLINE_DEMO: .*deno task dev/);
});

Deno.test("without a build the start says what to do", () =>
  inTempFolder(async (folder) => {
    assertOneLine(await check({ HOTLINE_KV: ":memory:" }, folder), /deno task build/);
  }));

Deno.test("a database that cannot be written is named before anything listens", () =>
  inBuiltFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "not a folder");
    for (const HOTLINE_KV of [folder, `${folder}/file/h.sqlite3`]) {
      const ended = await check({ HOTLINE_KV }, folder);
      assertOneLine(ended, /^Cannot open the database .*Set HOTLINE_KV/);
      assert.ok(ended.stderr.includes(HOTLINE_KV));
    }
  }));

Deno.test("a file that is no database is not overwritten", () =>
  inBuiltFolder(async (folder) => {
    const HOTLINE_KV = `${folder}/letter.txt`;
    const letter = "Dear Sir or Madam, ".repeat(100);
    await Deno.writeTextFile(HOTLINE_KV, letter);
    assertOneLine(await check({ HOTLINE_KV }, folder), /^Cannot open the database/);
    assert.equal(await Deno.readTextFile(HOTLINE_KV), letter);
  }));

Deno.test("a folder whose name would fall apart on the command line is refused", () =>
  inBuiltFolder(async (folder) => {
    for (const name of ["two words", "a,b"]) {
      const HOTLINE_KV = `${folder}/${name}/h.sqlite3`;
      assertOneLine(await check({ HOTLINE_KV }, folder), /HOTLINE_KV: .*space/);
      assert.equal((await flags({ HOTLINE_KV })).code, 1);
    }
  }));

Deno.test("the server itself ends with one line as well", () =>
  inTempFolder(async (folder) => {
    const env = { HOTLINE_KV: folder, PORT: "0", HOST: "127.0.0.1" };
    const args = (await flags(env)).stdout.trim().split(" ");
    const ended = await run(["serve", ...args, await builtApp()], env);
    assertOneLine(ended, /^Cannot open the database/);
  }));

Deno.test("a good configuration passes without a word", () =>
  inBuiltFolder(async (folder) => {
    const HOTLINE_KV = `${folder}/deep/er/h.sqlite3`;
    assert.deepEqual(await check({ HOTLINE_KV }, folder), { code: 0, stdout: "", stderr: "" });
    const { mode } = await Deno.stat(HOTLINE_KV);
    assert.equal((mode ?? 0) & 0o777, 0o600, "for this user's eyes alone");
  }));

Deno.test("the flags are the address, the young space and the least permissions, and no others", () =>
  inTempFolder(async (folder) => {
    const env = { HOTLINE_KV: `${folder}/h.sqlite3`, PORT: "8123", HOST: "127.0.0.2" };
    const names = (line: string) => line.trim().split(" ").map((flag) => flag.split("=")[0]);
    const { stdout } = await flags(env);
    assert.deepEqual(names(stdout), [
      "--host",
      "--port",
      "--v8-flags",
      "--no-prompt",
      "--allow-env",
      "--allow-read",
      "--allow-write",
    ]);
    assert.match(stdout, /--host=127\.0\.0\.2 --port=8123 /);
    assert.ok(stdout.endsWith(`--allow-read=.,${folder} --allow-write=${folder}\n`), stdout);
    assert.match(stdout, /--allow-env=PORT,HOST,HOTLINE_KV,/);
    // Relative to the project, whose own folder may have any name.
    const relative = await flags({ ...env, HOTLINE_KV: "" });
    assert.ok(relative.stdout.endsWith("--allow-read=.,.data --allow-write=.data\n"));
    const inMemory = await flags({ ...env, HOTLINE_KV: ":memory:" });
    assert.ok(!names(inMemory.stdout).includes("--allow-write"));
    const local6 = await flags({ ...env, HOST: "::1" });
    assert.match(local6.stdout, /^--host=\[::1\] /);
    assert.ok(!names(stdout).includes("--allow-net"));
    const signingOn = await flags({
      ...env,
      HOTLINE_OIDC_ISSUER: "https://login.example.org",
      HOTLINE_OIDC_CLIENT_ID: "hotline",
      HOTLINE_OIDC_CLIENT_SECRET: "only-the-provider-knows",
    });
    assert.ok(names(signingOn.stdout).includes("--allow-net"));
    assert.ok(names(signingOn.stdout).includes("--allow-write"));
    assert.ok(!signingOn.stdout.includes("only-the-provider-knows"));
    const remote = await flags({ ...env, HOTLINE_KV: "https://kv.example.org" });
    assert.ok(!names(remote.stdout).includes("--allow-write"));
  }));

Deno.test("the server listens where it is told to, and nowhere else", async () => {
  await using server = await startAppServer({ isolates: 2 });
  assert.equal((await fetch(`${server.origin}/healthz`).then((it) => it.json())).status, "ok");
  const elsewhere = `http://127.0.0.2:${server.port}/healthz`;
  await assert.rejects(fetch(elsewhere), TypeError);
  assert.doesNotMatch(await server.log(), /NotCapable|Requires .* access/);
});
