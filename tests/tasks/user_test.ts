import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parseUserCommand } from "../../tasks/user_command.ts";
import { runUserCommand } from "../../tasks/user.ts";
import { accountsOn, ANN, assertRefused } from "../helpers/accounts.ts";
import { inTempFolder, testOnEachDatabase } from "../helpers/databases.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a command as typed, on accounts of the test; gives what it printed. */
async function run(kv: Deno.Kv, line: string, password = ANN.password): Promise<string[]> {
  const printed: string[] = [];
  await runUserCommand(parseUserCommand(line.split(" ")), accountsOn(kv).accounts, {
    readPassword: () => Promise.resolve(password),
    print: (text) => printed.push(text),
  });
  return printed;
}

testOnEachDatabase("a bad password is refused and not repeated", async (kv) => {
  const adding = run(kv, "add --username ann --role admin --name Ann", "short");
  const { message } = await assertRefused("invalid", adding);
  assert.match(message, /at least 8/);
  assert(!message.includes("short"));
  assert.deepEqual(await run(kv, "list"), []);
});

testOnEachDatabase("somebody can be added once, and signs in then", async (kv) => {
  const line = "add --username ann --role admin --name Ann";
  assert.deepEqual(await run(kv, line), ["Added ann (admin)."]);
  await assertRefused("conflict", run(kv, line));
  const { session } = await accountsOn(kv).accounts.signIn(ANN);
  assert.deepEqual(await run(kv, "list"), [`${session.user.id}\tadmin\tann\tAnn`]);
});

testOnEachDatabase("a role and a password can be changed", async (kv) => {
  const { accounts } = accountsOn(kv);
  const { token } = await accounts.signUp(ANN);
  await run(kv, "role --username ann --role agent");
  assert.equal((await accounts.whoIs(token))?.session.user.role, "agent");
  await run(kv, "password --username ann", "battery staple");
  assert.equal(await accounts.whoIs(token), null);
  await accounts.signIn({ ...ANN, password: "battery staple" });
});

Deno.test("the task says by its exit code what came of it, and repeats no password", () =>
  inTempFolder(async (folder) => {
    const task = (args: string[], password = "") =>
      runTask(args, `${folder}/test.sqlite3`, password);
    assert.equal((await task(["frobnicate"])).code, 2);
    assert.equal((await task(["role", "--username", "ann", "--role", "admin"])).code, 1);
    assert.match((await task(["--help"])).stdout, /Usage: deno task user/);

    const add = ["add", "--username", "ann", "--role", "admin", "--name", "Ann"];
    const added = await task(add, `${ANN.password}\n`);
    assert.equal(added.code, 0, added.stderr);
    const refused = await task(add, `${ANN.password}\n`);
    assert.equal(refused.code, 1);
    assert.equal(refused.stderr, 'The username "ann" is taken.\n');
    assert(!(added.stdout + added.stderr + refused.stdout).includes(ANN.password));
  }));

async function runTask(args: string[], file: string, password: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "user", ...args],
    cwd: ROOT,
    env: { HOTLINE_KV: file, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await new Blob([password]).stream().pipeTo(child.stdin).catch((error) => {
    // A task that does not ask for a password may be gone before it is given one.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  });
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
