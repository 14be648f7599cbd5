import { pathToFileURL } from "node:url";
import { App } from "../app.ts";
import { BUILD, type Build } from "../build.ts";
import { setBuildId } from "../runtime/asset.ts";
import type { Prepared } from "./prepare.ts";
import { RELOAD_SCRIPT, reloader } from "./reload.ts";

/** Loads an app, or a module that exports it as `app`. */
export type LoadApp<State> = () => Promise<App<State> | { app: App<State> }>;

/** Serves an app from what was prepared, without writing a build. */
export async function serveDevelopment<State>(
  { id, routes, islands, boot, files }: Prepared,
  load: LoadApp<State>,
  options: Deno.ServeTcpOptions,
): Promise<void> {
  setBuildId(id); // before any module of the app runs
  const loaded = await load();
  const app = loaded instanceof App ? loaded : loaded.app;
  const build: Build = {
    id,
    mode: "development",
    routes: [],
    islands: [],
    boot,
    devScripts: [RELOAD_SCRIPT],
    files,
  };
  for (const [path, file] of routes) build.routes.push([path, await importFile(file)]);
  for (const [file, bundle] of islands) {
    build.islands.push({ exports: await importFile(file), ...bundle });
  }
  app[BUILD] = build;
  const handler = app.handler();
  const reload = reloader(app.config.basePath);
  Deno.serve(options, (req, info) => reload(req) ?? handler(req, info));
}

async function importFile(path: string): Promise<Record<string, unknown>> {
  return await import(pathToFileURL(path).href);
}
