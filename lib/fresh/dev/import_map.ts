import type { Plugin } from "esbuild";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NPM = /^npm:\/?(?<name>(@[^/]+\/)?[^@/]+)(@[^/]+)?/;
const JSR_RUNTIME = /^jsr:@fresh\/core(@[^/]+)?\/runtime$/;
const RUNTIME = fileURLToPath(new URL("../runtime.ts", import.meta.url));

/**
 * Lets esbuild understand the import map of the project's deno.json. Packages
 * are then found in node_modules, where the server has them from as well.
 */
export async function importMap(root: string): Promise<Plugin> {
  const { imports, folder } = await readImports(root);

  /** What a specifier stands for: a path, or a package in node_modules. */
  function mapped(specifier: string): string {
    for (const [name, target] of imports) {
      const isFolder = name.endsWith("/");
      if (isFolder ? !specifier.startsWith(name) : specifier !== name) continue;
      const url = target + specifier.slice(name.length);
      return url.startsWith(".") ? join(folder, url) : url;
    }
    return specifier;
  }

  return {
    name: "import map",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async (args) => {
        if (args.pluginData === "mapped") return null;
        const specifier = mapped(args.path);
        if (JSR_RUNTIME.test(specifier)) return { path: RUNTIME };
        const path = specifier.replace(NPM, "$<name>");
        if (path === args.path) return null; // left to esbuild
        const { kind, importer, resolveDir } = args;
        return await build.resolve(path, { kind, importer, resolveDir, pluginData: "mapped" });
      });
    },
  };
}

/** The imports of the nearest deno.json that has some, and where it is. */
async function readImports(root: string): Promise<{ imports: [string, string][]; folder: string }> {
  for (let folder = root;; folder = dirname(folder)) {
    const path = join(folder, "deno.json");
    const { imports } = existsSync(path) ? JSON.parse(await Deno.readTextFile(path)) : {};
    if (imports) return { imports: Object.entries(imports), folder };
    if (folder === dirname(folder)) return { imports: [], folder };
  }
}
