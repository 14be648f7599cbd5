/** Every route of the app with the methods that it answers, as its files declare them. */
import { relative } from "node:path";
import { PROJECT_ROOT } from "../helpers/project_root.ts";

export interface RouteMethod {
  /** `/api/requests/{id}` */
  route: string;
  method: string;
}

/** Reads them from the modules themselves, so that none can be forgotten. */
export async function routesOfTheApp(): Promise<RouteMethod[]> {
  const folder = `${PROJECT_ROOT}routes`;
  const found: RouteMethod[] = [];
  for await (const file of filesIn(folder)) {
    const route = routeOf(relative(folder, file));
    if (route === null) continue;
    const module: { handler?: unknown; default?: unknown } = await import(`file://${file}`);
    for (const method of methodsOf(module)) found.push({ route, method });
  }
  return found.sort((a, b) => nameOf(a) < nameOf(b) ? -1 : 1);
}

export const nameOf = ({ route, method }: RouteMethod): string => `${method} ${route}`;

/** A function answers any method, and a page without handlers answers GET. */
function methodsOf({ handler }: { handler?: unknown }): string[] {
  if (typeof handler === "function") return ["*"];
  return handler === undefined ? ["GET"] : Object.keys(handler as object);
}

/** The pattern of a route's file; null for what is no route: `_app`, `_middleware`, `_error`. */
function routeOf(file: string): string | null {
  const path = file.replace(/\.tsx?$/, "");
  if (path.split("/").some((part) => part.startsWith("_"))) return null;
  const pattern = `/${path}`
    .replace(/\/index$/, "")
    .replaceAll(/\[\.\.\.(\w+)\]/g, "{$1…}")
    .replaceAll(/\[(\w+)\]/g, "{$1}");
  return pattern || "/";
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesIn(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}
