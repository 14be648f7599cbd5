// The rules of ARCHITECTURE.md, checked on the module graph.
import assert from "node:assert/strict";
import { type Module, productModules, reachableFrom } from "./helpers/module_graph.ts";

/** What the modules of a part may import beside their own part; packages have a rule of their own. */
const MAY_IMPORT: Record<string, string[]> = {
  "lib/model": [],
  "lib/storage": ["lib/model"],
  "lib/bus": ["lib/model", "lib/storage"],
  "lib/limits": ["lib/model"],
  "lib/auth": ["lib/model", "lib/storage", "lib/limits"],
  "lib/chat": ["lib/model", "lib/storage", "lib/bus", "lib/auth", "lib/limits"],
  "lib/client": ["lib/model"],
  "lib/metrics": ["lib/chat"],
  "lib/tracing": ["lib/model", "lib/storage", "lib/chat"],
  "lib": [
    "lib/metrics",
    "lib/tracing",
    "lib/model",
    "lib/storage",
    "lib/bus",
    "lib/auth",
    "lib/chat",
    "lib/limits",
  ],
  "lib/http": ["lib", "lib/model", "lib/chat", "lib/auth", "lib/limits"],
  "components": ["lib/model", "lib/client", "lib/chat"],
  "islands": ["components", "lib/model", "lib/client", "lib/chat"],
  "routes": ["components", "islands", "lib/http", "lib/chat", "lib/auth", "lib/model"],
  "tasks": ["lib", "lib/model", "lib/storage", "lib/auth"],
};

/** Packages of the browser; anything else in an island's graph is a server module gone astray. */
const BROWSER_PACKAGES = [
  /^npm:\/?preact@/,
  /^npm:\/?@preact\/signals(-core)?@/,
  /^npm:\/?@simplewebauthn\/browser@/,
];
const BROWSER_PARTS = ["islands", "components", "lib/client", "lib/model", "lib/chat/policy.ts"];

const partOf = (path: string): string =>
  Object.keys(MAY_IMPORT)
    .filter((part) => path.startsWith(`${part}/`))
    .sort((a, b) => b.length - a.length)[0] ?? "";

const modules = await productModules();

Deno.test("imports point one way: routes to parts, parts to storage, storage to the model", () => {
  const astray = modules.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => /^\.\.?\//.test(specifier))
      .filter(({ target }) => !mayImport(path, target))
      .map(({ target }) => `${path} imports ${target}`)
  );
  assert.deepEqual(astray, []);
  assert.ok(modules.length > 50, "the graph was read");
});

function mayImport(from: string, to: string): boolean {
  const part = partOf(from);
  if (part === "") return true;
  return partOf(to) === part || (MAY_IMPORT[part] ?? []).includes(partOf(to));
}

Deno.test("nobody imports Fresh by path, so that upstream Fresh can take its place", () => {
  const byPath = modules.flatMap(({ path, imports }) =>
    imports.filter(({ specifier }) => specifier.includes("lib/fresh")).map(() => path)
  );
  assert.deepEqual(byPath, []);
});

Deno.test("the model imports zod and nothing else", () => {
  const packages = modules
    .filter(({ path }) => path.startsWith("lib/model/"))
    .flatMap(({ imports }) => imports.map(({ target }) => target))
    .filter((target) => target.includes(":"));
  assert.ok(packages.length > 0);
  for (const target of packages) assert.match(target, /^npm:\/?zod@/);
});

Deno.test("no server module reaches the browser through an island", () => {
  const islands = modules.filter(({ path }) => path.startsWith("islands/"));
  assert.ok(islands.length > 0, "there are islands");
  for (const island of islands) {
    for (const target of reachableFrom(island, modules)) {
      assert.ok(isForBrowsers(target), `${island.path} brings ${target} into the browser`);
    }
  }
});

function isForBrowsers(target: string): boolean {
  if (target.startsWith("jsr:") || target.includes("fresh")) return target.includes("runtime");
  if (target.includes(":")) return BROWSER_PACKAGES.some((name) => name.test(target));
  return BROWSER_PARTS.some((part) => target === part || target.startsWith(`${part}/`));
}

Deno.test("a module holds one concept: none is longer than 250 lines", async () => {
  const long: string[] = [];
  for (const { path } of modules as Module[]) {
    const lines = (await Deno.readTextFile(new URL(`../${path}`, import.meta.url))).split("\n");
    if (lines.length > 251) long.push(`${path}: ${lines.length}`);
  }
  assert.deepEqual(long, []);
});

Deno.test("main.ts only composes: at most 25 lines", async () => {
  const text = await Deno.readTextFile(new URL("../main.ts", import.meta.url));
  assert.ok(text.trimEnd().split("\n").length <= 25);
});
