/**
 * The peers' npm packages, in a git-ignored folder of their own: the app does not depend on them, and
 * only who runs the bench downloads them.
 */
import { join } from "node:path";

const PACKAGES = {
  "socket.io": "4.8.4",
  "better-sqlite3": "12.11.1",
  "ws": "8.23.0",
} as const;

/** Installs them unless they are there; gives their folder. */
export async function peerPackages(folder: string): Promise<string> {
  const manifest = JSON.stringify({ private: true, dependencies: PACKAGES }, null, 2);
  const manifestFile = join(folder, "package.json");
  if (await readIfThere(join(folder, "installed.json")) === manifest) return folder;
  console.error(
    "Installing the peers' packages; better-sqlite3 may have to be built, which takes minutes.",
  );
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(manifestFile, manifest);
  // Node's headers, where the system has them: node-gyp would else download them.
  const headers = await headersFolder();
  const { success, stderr } = await new Deno.Command("npm", {
    args: ["install", "--no-audit", "--no-fund"],
    cwd: folder,
    env: headers ? { npm_config_nodedir: headers } : {},
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`npm install failed:\n${new TextDecoder().decode(stderr)}`);
  await assertLoads(folder);
  await Deno.writeTextFile(join(folder, "installed.json"), manifest);
  return folder;
}

async function assertLoads(folder: string): Promise<void> {
  const script =
    'new (require("better-sqlite3"))(":memory:"); require("socket.io"); require("ws");';
  const { success, stderr } = await new Deno.Command("node", {
    args: ["-e", script],
    cwd: folder,
    stderr: "piped",
  }).output();
  if (success) return;
  throw new Error(
    "The peers' packages do not load in Node. better-sqlite3 is built with node-gyp: it needs a C++ " +
      `compiler, make, Python and Node's headers.\n${new TextDecoder().decode(stderr)}`,
  );
}

/** The folder above `include/node`, or null where node-gyp has to find its own way. */
async function headersFolder(): Promise<string | null> {
  const { stdout } = await new Deno.Command("node", { args: ["-p", "process.execPath"] }).output();
  const prefix = join(new TextDecoder().decode(stdout).trim(), "../..");
  return await readIfThere(join(prefix, "include/node/node.h")) === null ? null : prefix;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return null;
  }
}
