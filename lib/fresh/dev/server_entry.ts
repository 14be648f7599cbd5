import { relative } from "node:path";
import type { Prepared } from "./prepare.ts";

/**
 * The sources of a build's server, by file name. `server.js` is what runs; it
 * loads the app from its `entry` module.
 */
export function serverEntry(
  { id, project, bundles, files }: Prepared,
  entry: string,
  outDir: string,
): Record<string, string> {
  const imports: string[] = [];
  const imported = (path: string) => {
    const name = `module${imports.length}`;
    const specifier = JSON.stringify(toUrl(relative(outDir, path)));
    imports.push(`import * as ${name} from ${specifier};`);
    return name;
  };
  const lines = [
    ...[...project.routes].map(([path, file]) =>
      `build.routes.push([${JSON.stringify(path)}, ${imported(file)}]);`
    ),
    ...project.islands.map((file) =>
      `build.islands.push({ exports: ${imported(file)}, ` +
      `...${JSON.stringify(bundles.islands.get(file))} });`
    ),
    ...[...files].map(([path, { hash, content }]) =>
      `file(${JSON.stringify(path)}, "${hash}", ${content.length}, ` +
      `${JSON.stringify(toUrl(`static${path}`))});`
    ),
  ];
  const server = `// Made by the builder, for "deno serve".
import "./build_id.js";
import { app } from ${JSON.stringify(toUrl(relative(outDir, entry)))};
${imports.join("\n")}

const build = {
  id: ${JSON.stringify(id)},
  mode: "production",
  routes: [],
  islands: [],
  boot: ${JSON.stringify(bundles.boot)},
  devScripts: [],
  files: new Map(),
};
function file(path, hash, size, url) {
  build.files.set(path, { hash, size, content: new URL(url, import.meta.url) });
}
${lines.join("\n")}

app[Symbol.for("fresh.build")] = build;
export default { fetch: app.handler() };
`;
  const buildId = `globalThis[Symbol.for("fresh.build_id")] = ` +
    `${JSON.stringify(id)};\n`;
  return { "server.js": server, "build_id.js": buildId };
}

/** A relative URL for a relative path, as import statements spell it. */
function toUrl(path: string): string {
  const url = path.replace(/[%?#]/g, encodeURIComponent);
  return url.startsWith(".") ? url : `./${url}`;
}
