import type { Metafile, Plugin } from "esbuild";
import { resolve } from "node:path";

/** A module that esbuild injects where the global `Deno` is used. */
export const DENO_STUB = "fresh:deno";

/** Refuses imports that make sense on the server alone. */
export const refuseServerImports: Plugin = {
  name: "server code",
  setup(build) {
    build.onResolve(
      { filter: /^(node|jsr|https?):|^fresh(\/dev)?$/ },
      (args) => ({
        errors: [{
          text: `"${args.path}" is not for the browser, but an island needs it. ` +
            `Import types from it with "import type", and keep the rest of it ` +
            `out of what islands import`,
        }],
      }),
    );
    const filter = new RegExp(`^${DENO_STUB}$`);
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: "stub", sideEffects: false }));
    build.onLoad({ filter, namespace: "stub" }, () => ({
      contents: "export const Deno = globalThis.Deno;",
    }));
  },
};

/** Throws if code of the project needs the global `Deno` in the browser. */
export async function refuseDeno({ outputs }: Metafile, root: string): Promise<void> {
  const bundled = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  if (!bundled.includes(`stub:${DENO_STUB}`)) return;
  for (const path of bundled) {
    // Packages may look for Deno to find out where they run.
    if (path.startsWith("stub:") || path.includes("node_modules/")) continue;
    const source = await Deno.readTextFile(resolve(root, path));
    if (/\bDeno\./.test(source)) {
      throw new Error(`${path} uses Deno, but an island takes it to the browser`);
    }
  }
}
