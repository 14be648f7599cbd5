import { bundleIslands, type Bundles } from "./bundle.ts";
import type { Mode } from "../config.ts";
import { findFiles, type Folders, type Project } from "./project.ts";

/** A file that the built app serves. */
export interface PreparedFile {
  content: Uint8Array<ArrayBuffer>;
  hash: string;
}

/** Everything that a build consists of, before it is written or served. */
export interface Prepared {
  /** Names the content of all files. */
  id: string;
  project: Project;
  bundles: Bundles;
  /** Static files and bundles, by the path of their URL. */
  files: Map<string, PreparedFile>;
}

/** Finds and bundles what belongs to a build. */
export async function prepare(root: string, folders: Folders, mode: Mode): Promise<Prepared> {
  const project = await findFiles(folders);
  const bundles = await bundleIslands(project.islands, root, mode);
  const files = new Map<string, PreparedFile>();
  for (const [path, source] of project.statics) {
    files.set(path, await prepared(await Deno.readFile(source)));
  }
  for (const [path, content] of bundles.files) {
    files.set(path, await prepared(content));
  }
  const hashes = [...files].map(([path, { hash }]) => `${hash} ${path}\n`);
  const id = await hashOf(new TextEncoder().encode(hashes.sort().join("")));
  return { id, project, bundles, files };
}

async function prepared(content: Uint8Array<ArrayBuffer>): Promise<PreparedFile> {
  return { content, hash: await hashOf(content) };
}

async function hashOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return new Uint8Array(digest).toHex().slice(0, 20);
}
