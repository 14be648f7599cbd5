import { toMiddleware } from "./answer.ts";
import type { RouteFile } from "./build.ts";
import type { Middleware } from "./middleware.ts";
import type { PageComponent, Route, RouteConfig, RouteHandler } from "./route.ts";
import { type RouteTable, scopeKey, scopesOf } from "./route_table.ts";

/** What the files of the routes folder export. */
interface FileExports<State> {
  default?: unknown;
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State>;
  handlers?: RouteHandler<unknown, State>;
}

interface File<State> {
  path: string;
  folders: string[];
  name: string;
  exports: FileExports<State>;
}

/** Adds the routes of a routes folder to a table, all beneath `base`. */
export function addFileRoutes<State>(
  table: RouteTable<State>,
  base: string,
  routeFiles: RouteFile[],
): void {
  const files = routeFiles.map(([path, exports]): File<State> => {
    const segments = path.replace(/\.\w+$/, "").split("/");
    const name = segments.pop()!;
    return { path, folders: segments, name, exports: exports as FileExports<State> };
  });
  const root = scopeKey(base);
  // Files like _layout come first: they apply to all routes of their folder.
  for (const file of files) {
    if (file.name.startsWith("_")) addSpecial(table, root, file);
  }
  const routes = files.filter(({ name }) => !name.startsWith("_"));
  for (const file of routes.sort(byPrecision)) addRoute(table, root, file);
}

function addSpecial<State>(
  table: RouteTable<State>,
  root: string,
  { path, folders, name, exports }: File<State>,
): void {
  const scope = table.scope(folderKey(root, folders));
  const component = exports.default as PageComponent<State>;
  if (name === "_middleware") {
    const exported = exports.default ?? exports.handler ?? exports.handlers;
    scope.middlewares.push(...[exported as Middleware<State> | Middleware<State>[]].flat());
  } else if (name === "_layout") {
    scope.layout = { component, config: exports.config };
  } else if (name === "_error") {
    scope.onError = toMiddleware(toRoute(exports));
  } else if (folders.length > 0 && ["_app", "_404"].includes(name)) {
    throw new Error(`${path}: only the routes folder itself can have a ${name}`);
  } else if (name === "_app") {
    table.wrapper = component;
  } else if (name === "_404") {
    table.notFound = toMiddleware(toRoute(exports));
  }
}

function addRoute<State>(
  table: RouteTable<State>,
  root: string,
  { path, folders, name, exports }: File<State>,
): void {
  const route = toRoute(exports);
  if (!route.handler && !route.component) {
    throw new Error(`${path} exports neither a handler nor a component`);
  }
  const scopes = scopesOf(root);
  let url = root;
  for (const [i, folder] of folders.entries()) {
    if (!isGroup(folder)) scopes.push(scopeKey(url += toPattern(folder)));
    scopes.push(folderKey(root, folders.slice(0, i + 1)));
  }
  if (name !== "index") scopes.push(scopeKey(url += toPattern(name)));
  const pattern = exports.config?.routeOverride ?? (url || "/");
  table.addRoute(pattern, route, scopes);
}

function toRoute<State>(exports: FileExports<State>): Route<State> {
  return {
    component: exports.default as PageComponent<State> | undefined,
    handler: exports.handler ?? exports.handlers,
    config: exports.config,
  };
}

/** A folder whose name is no part of the URL. */
function isGroup(folder: string): boolean {
  return /^\(.*\)$/.test(folder);
}

function folderKey(root: string, folders: string[]): string {
  return [
    root,
    ...folders.map((folder) => isGroup(folder) ? `/${folder}` : scopeKey(toPattern(folder))),
  ].join("") + "/";
}

/** The pattern of a segment, with the slash before it. */
function toPattern(segment: string): string {
  const optional = /^\[\[(\w+)\]\]$/.exec(segment);
  if (optional) return `{/:${optional[1]}}?`;
  return "/" + segment
    .replace(/\[\.\.\.(\w+)\]/g, ":$1*")
    .replace(/\[(\w+)\]/g, ":$1");
}

/** Orders fixed segments before parameters, and those before rests. */
function byPrecision<State>(a: File<State>, b: File<State>): number {
  return precision(a).localeCompare(precision(b));
}

function precision<State>({ folders, name }: File<State>): string {
  return [...folders, name]
    .filter((segment) => !isGroup(segment))
    .map((segment) => ["[", "[[", "[..."].findLastIndex((sign) => segment.includes(sign)) + 1)
    .join("");
}
