import * as esbuild from "esbuild";
import { basename, extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bundle, BUNDLE_PATH } from "../build.ts";
import type { Mode } from "../config.ts";
import { importMap } from "./import_map.ts";
import { DENO_STUB, refuseDeno, refuseServerImports } from "./server_code.ts";

/** What the browser loads for the islands of a project. */
export interface Bundles {
  /** Contents by path. */
  scripts: Map<string, Uint8Array<ArrayBuffer>>;
  boot: Bundle;
  /** By the path of the source. */
  islands: Map<string, Bundle>;
}

const BOOT = fileURLToPath(new URL("../client/boot.ts", import.meta.url));

/** Bundles islands, and the script that hydrates them, for the browser. */
export async function bundleIslands(islands: string[], root: string, mode: Mode): Promise<Bundles> {
  const { outputFiles, metafile } = await runEsbuild([BOOT, ...islands], root, mode);
  await refuseDeno(metafile, root);

  const scripts = new Map(
    outputFiles.map(({ path, contents }) => [path, new Uint8Array(contents)]),
  );
  const bundles = new Map<string, Bundle>();
  for (const [path, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
    if (!entryPoint) continue;
    const preload = imports
      .filter(({ kind }) => kind === "import-statement")
      .map((imported) => resolve(root, imported.path));
    bundles.set(resolve(root, entryPoint), { src: resolve(root, path), preload });
  }
  const named = (source: string) => [source, bundles.get(source)!] as const;
  return { scripts, boot: bundles.get(BOOT)!, islands: new Map(islands.map(named)) };
}

async function runEsbuild(entries: string[], root: string, mode: Mode) {
  const isProduction = mode === "production";
  const plugins = [refuseServerImports, await importMap(root)];
  try {
    return await esbuild.build({
      entryPoints: entries.map((path) => ({ in: path, out: basename(path, extname(path)) })),
      absWorkingDir: root,
      outdir: BUNDLE_PATH,
      entryNames: "[name]-[hash]",
      chunkNames: "chunk-[hash]",
      write: false,
      metafile: true,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
      minify: isProduction,
      sourcemap: isProduction ? false : "inline",
      legalComments: "none",
      define: { "process.env.NODE_ENV": JSON.stringify(mode), process: "undefined" },
      inject: [DENO_STUB],
      plugins,
      logLevel: "silent", // errors are thrown
    });
  } finally {
    await esbuild.stop(); // its process would keep this one alive
  }
}
