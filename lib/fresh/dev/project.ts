import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the parts of a project are; see `BuildOptions`. */
export interface Folders {
  routeDir: string;
  islandDir: string;
  staticDirs: string[];
  ignore: RegExp[];
}

/** The files of a project that matter to a build, with absolute paths. */
export interface Project {
  /** Routes by their path below the routes folder. */
  routes: Map<string, string>;
  islands: string[];
  /** Static files by the path they are served at. */
  statics: Map<string, string>;
}

const MODULE = /\.[mc]?[jt]sx?$/;
const PRIVATE_FOLDER = /(^|\/)\(_[^/]*\)\//;
const ISLAND_FOLDER = /(^|\/)\(_islands\)\//;

/** Looks up the files of a project. */
export async function findFiles(folders: Folders): Promise<Project> {
  const { routeDir, islandDir, staticDirs, ignore } = folders;
  const isModule = (path: string) =>
    MODULE.test(path) && !ignore.some((pattern) => pattern.test(path));

  const project: Project = { routes: new Map(), islands: [], statics: new Map() };
  for (const path of await walk(islandDir)) {
    const file = join(islandDir, path);
    if (isModule(file)) project.islands.push(file);
  }
  for (const path of await walk(routeDir)) {
    const file = join(routeDir, path);
    if (!isModule(file)) continue;
    if (ISLAND_FOLDER.test(path)) project.islands.push(file);
    if (!PRIVATE_FOLDER.test(path)) project.routes.set(path, file);
  }
  for (const folder of staticDirs.toReversed()) { // so that the first one wins
    for (const path of await walk(folder)) {
      if (!isHidden(path)) project.statics.set(`/${path}`, join(folder, path));
    }
  }
  return project;
}

function isHidden(path: string): boolean {
  return path.split("/").some((name) => name.startsWith(".") && name !== ".well-known");
}

/** The paths of all files in a folder, in order; none if there is no folder. */
async function walk(folder: string, prefix = ""): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const paths: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    if (isFile) paths.push(prefix + name);
    if (isDirectory) paths.push(...await walk(join(folder, name), `${prefix}${name}/`));
  }
  return paths.sort();
}
