import { join, relative } from "node:path";
import type { Prepared } from "./prepare.ts";

/**
 * The sources of a build's server, by file name. `server.js` is what runs; it
 * loads the app from its `entry` module.
 */
export function serverEntry(
  { id, routes, islands, boot, files }: Prepared,
  entry: string,
  outDir: string,
): Record<string, string> {
  const quote = JSON.stringify;
  const urlOf = (path: string) => quote(toUrl(relative(outDir, path)));
  const modules = [...routes.values(), ...islands.keys()];
  const nameOf = (module: string) => `module${modules.indexOf(module)}`;
  const list = <Item>(items: Iterable<Item>, source: (item: Item) => string) =>
    [...items].map((item) => `\n    ${source(item)},`).join("");

  const server = `// Made by the builder, for "deno serve".
import "./build_id.js";
import { app } from ${urlOf(entry)};
${modules.map((path) => `import * as ${nameOf(path)} from ${urlOf(path)};`).join("\n")}

const file = (path, hash) => ({ hash, content: new URL(path, import.meta.url) });
app[Symbol.for("fresh.build")] = {
  id: ${quote(id)},
  mode: "production",
  routes: [${list(routes, ([path, module]) => `[${quote(path)}, ${nameOf(module)}]`)}
  ],
  islands: [${
    list(islands, ([module, { src, preload }]) =>
      `{ exports: ${nameOf(module)}, src: ${quote(src)}, preload: ${quote(preload)} }`)
  }
  ],
  boot: ${quote(boot)},
  devScripts: [],
  files: new Map([${
    list(files, ([path, { hash }]) =>
      `[${quote(path)}, file(${urlOf(join(outDir, "static", path))}, "${hash}")]`)
  }
  ]),
};
export default { fetch: app.handler() };
`;
  // A module of its own, as it has to run before those of the app.
  const buildId = `globalThis[Symbol.for("fresh.build_id")] = ${quote(id)};\n`;
  return { "server.js": server, "build_id.js": buildId };
}

/** A relative URL for a relative path, as import statements spell it. */
function toUrl(path: string): string {
  const url = path.replace(/[%?#]/g, encodeURIComponent);
  return url.startsWith(".") ? url : `./${url}`;
}
