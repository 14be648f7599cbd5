import type { Bundle } from "../build.ts";
import type { Mode } from "../config.ts";
import { bundleIslands } from "./bundle.ts";
import { findFiles, type Folders } from "./project.ts";

/** A file that the built app serves. */
export interface PreparedFile {
  content: Uint8Array<ArrayBuffer>;
  hash: string;
}

/** A build before it is written or served: with the paths of modules in place of their exports. */
export interface Prepared {
  /** Names the content of all files. */
  id: string;
  /** Routes by their path below the routes folder. */
  routes: Map<string, string>;
  islands: Map<string, Bundle>;
  boot: Bundle;
  /** Static files and bundles, by the path of their URL. */
  files: Map<string, PreparedFile>;
}

/** Finds and bundles what belongs to a build. */
export async function prepare(root: string, folders: Folders, mode: Mode): Promise<Prepared> {
  const { routes, islands: paths, statics } = await findFiles(folders);
  const { scripts, ...bundles } = await bundleIslands(paths, root, mode);
  const files: Prepared["files"] = new Map();
  for (const [path, source] of statics) {
    files.set(path, await prepared(await Deno.readFile(source)));
  }
  for (const [path, content] of scripts) {
    files.set(path, await prepared(content));
  }
  const hashes = [...files].map(([path, { hash }]) => `${hash} ${path}\n`);
  const id = await hashOf(new TextEncoder().encode(hashes.sort().join("")));
  return { id, routes, ...bundles, files };
}

async function prepared(content: Uint8Array<ArrayBuffer>): Promise<PreparedFile> {
  return { content, hash: await hashOf(content) };
}

async function hashOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return new Uint8Array(digest).toHex().slice(0, 20);
}
