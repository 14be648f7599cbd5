/** The project's modules and what they import, as `deno info` sees them. */
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["routes", "islands", "components", "lib", "tasks"];

export interface Import {
  /** As the module writes it. */
  specifier: string;
  /** A path from the project's root, or a package's specifier. */
  target: string;
  /** Whether types alone are imported, which no bundle carries. */
  isTypeOnly: boolean;
}

export interface Module {
  /** From the project's root. */
  path: string;
  imports: Import[];
}

interface InfoDependency {
  specifier: string;
  code?: { specifier?: string };
  type?: { specifier?: string };
}

interface Info {
  modules: { specifier: string; dependencies?: InfoDependency[] }[];
}

/** Every module of the product but `lib/fresh`, whose rules are upstream's. */
export async function productModules(): Promise<Module[]> {
  const entry = await Deno.makeTempFile({ dir: fileURLToPath(ROOT), suffix: ".ts" });
  try {
    const files = ["main.ts", ...(await Promise.all(FOLDERS.map(filesBelow))).flat()];
    await Deno.writeTextFile(entry, files.map((path) => `import "./${path}";`).join("\n"));
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", entry],
      cwd: fileURLToPath(ROOT),
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const info: Info = JSON.parse(new TextDecoder().decode(stdout));
    return info.modules
      .filter(({ specifier }) => files.includes(toPath(specifier)))
      .map(({ specifier, dependencies = [] }) => ({
        path: toPath(specifier),
        imports: dependencies.flatMap(importOf),
      }));
  } finally {
    await Deno.remove(entry);
  }
}

/** What comes along when a module is bundled, itself included. */
export function reachableFrom(start: Module, modules: Module[]): Set<string> {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const reached = new Set([start.path]);
  for (const path of reached) {
    for (const { target, isTypeOnly } of byPath.get(path)?.imports ?? []) {
      if (!isTypeOnly) reached.add(target);
    }
  }
  return reached;
}

function importOf({ specifier, code, type }: InfoDependency): Import[] {
  const resolved = code?.specifier ?? type?.specifier;
  return resolved ? [{ specifier, target: toPath(resolved), isTypeOnly: !code?.specifier }] : [];
}

function toPath(specifier: string): string {
  return specifier.startsWith(ROOT.href) ? decodeURI(specifier.slice(ROOT.href.length)) : specifier;
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${entry.name}`;
    if (path === "lib/fresh") continue;
    if (entry.isDirectory) files.push(...await filesBelow(path));
    else if (/\.tsx?$/.test(entry.name)) files.push(path);
  }
  return files;
}
