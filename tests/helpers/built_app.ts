/** The app as it is deployed: a production build, made when the sources have changed. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { PROJECT_ROOT } from "./project_root.ts";

/** Git-ignored. One folder a build, named by what was built, so that builds never collide. */
const BUILDS = join(PROJECT_ROOT, ".cache/builds");
const SOURCES = ["components", "islands", "lib", "routes", "static"];
const SOURCE_FILES = ["main.ts", "fresh.config.ts", "deno.json", "deno.lock"];
/** Builds of other sources are kept that long: a server may still be running from them. */
const KEEP_MS = 30 * 60_000;

/** Builds unless these very sources have been built already; gives the path of `server.js`. */
export async function builtApp(): Promise<string> {
  const folder = join(BUILDS, await fingerprint());
  const server = join(folder, "server.js");
  if (await exists(server)) return server;
  await Deno.mkdir(BUILDS, { recursive: true });
  await removeOldBuilds();
  // Beside its place, and renamed once complete: whoever finds a build finds all of it.
  const draft = await Deno.makeTempDir({ dir: BUILDS, prefix: "draft-" });
  await build(draft);
  try {
    await Deno.rename(draft, folder);
  } catch (error) {
    // Another process has built the same meanwhile.
    if (!await exists(server)) throw error;
    await Deno.remove(draft, { recursive: true });
  }
  return server;
}

async function build(outDir: string): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "tests/helpers/build_into.ts", outDir],
    cwd: PROJECT_ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  throw new Error(`The app could not be built:\n${said}`);
}

async function fingerprint(): Promise<string> {
  const files = [...SOURCE_FILES, ...(await Promise.all(SOURCES.map(filesBelow))).flat()];
  const hash = createHash("sha256");
  // With a link or without, `fresh` may be another package.
  hash.update(import.meta.resolve("fresh"));
  for (const path of files.sort()) {
    hash.update(`\0${path}\0`);
    hash.update(await contentOf(path));
  }
  return hash.digest("hex").slice(0, 16);
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(join(PROJECT_ROOT, path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return new Uint8Array();
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(PROJECT_ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) files.push(...await filesBelow(path));
    else files.push(path);
  }
  return files;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return false;
  }
}

async function removeOldBuilds(): Promise<void> {
  for await (const { name } of Deno.readDir(BUILDS)) {
    const path = join(BUILDS, name);
    try {
      const { mtime } = await Deno.stat(path);
      if (mtime !== null && Date.now() - mtime.getTime() > KEEP_MS) {
        await Deno.remove(path, { recursive: true });
      }
    } catch (error) {
      // Another process tidies up at the same moment.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
