/**
 * `deno task upstream -- TASK` runs a task with Fresh as it is published, instead of lib/fresh. It
 * does so in a copy of the project without lib/fresh and its tests, as a task that starts Deno
 * anew would read the project's own deno.json again.
 */
import { dirname, join } from "node:path";

const COPY = ".upstream";
const LEFT_OUT = /^(lib\/fresh|tests\/fresh)\/|^deno\.(json|lock)$/;

const [task, ...taskArgs] = Deno.args.filter((arg, i) => i > 0 || arg !== "--");
if (!task) fail("Which task? For example: deno task upstream -- build");

await copyProject();
if (!await succeeds("deno", ["install"])) {
  fail("Fresh itself could not be had: it comes from JSR, which seems to be out of reach here.");
}
if (!await succeeds("deno", ["task", task, ...taskArgs])) Deno.exit(1);

async function copyProject(): Promise<void> {
  const listed = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
  }).output();
  if (!listed.success) fail("The files of the project are listed with git, which failed.");

  await Deno.mkdir(COPY, { recursive: true });
  for await (const { name } of Deno.readDir(COPY)) {
    if (name !== "node_modules") await Deno.remove(join(COPY, name), { recursive: true });
  }
  for (const path of new TextDecoder().decode(listed.stdout).split("\0").filter(Boolean)) {
    if (LEFT_OUT.test(path)) continue;
    await Deno.mkdir(join(COPY, dirname(path)), { recursive: true });
    await Deno.copyFile(path, join(COPY, path));
  }
  const { links: _links, ...config } = JSON.parse(await Deno.readTextFile("deno.json"));
  await Deno.writeTextFile(join(COPY, "deno.json"), JSON.stringify(config, null, 2));
}

/** Runs a command in the copy, with this terminal. */
async function succeeds(command: string, args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(command, { args, cwd: COPY }).spawn().status;
  return success;
}

function fail(message: string): never {
  console.error(message);
  Deno.exit(1);
}
