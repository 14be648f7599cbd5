import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type LoadApp, serveDevelopment } from "./dev_server.ts";
import { prepare } from "./prepare.ts";
import type { Folders } from "./project.ts";
import { serverEntry } from "./server_entry.ts";

/** Where the parts of a project are, relative to its root. */
export interface BuildOptions {
  /** Defaults to the current folder. */
  root?: string;
  /** The module that exports the `app`. Defaults to `main.ts`. */
  serverEntry?: string;
  /** Where a build is written. Defaults to `_fresh`. */
  outDir?: string;
  /** Defaults to `routes`. */
  routeDir?: string;
  /** Defaults to `islands`. */
  islandDir?: string;
  /** Defaults to `static`. Of several folders, the first with a file wins. */
  staticDir?: string | string[];
  /** Modules to leave out. Defaults to test files. */
  ignore?: RegExp[];
}

const TEST_FILE = /[._]test\.[mc]?[jt]sx?$/;

/** Builds a project, or serves it while it is being worked on. */
export class Builder {
  readonly #root: string;
  readonly #entry: string;
  readonly #outDir: string;
  readonly #folders: Folders;

  constructor(options: BuildOptions = {}) {
    const { staticDir = "static", ignore = [TEST_FILE] } = options;
    const root = resolve(options.root ?? ".");
    this.#root = root;
    this.#entry = resolve(root, options.serverEntry ?? "main.ts");
    this.#outDir = resolve(root, options.outDir ?? "_fresh");
    this.#folders = {
      routeDir: resolve(root, options.routeDir ?? "routes"),
      islandDir: resolve(root, options.islandDir ?? "islands"),
      staticDirs: [staticDir].flat().map((folder) => resolve(root, folder)),
      ignore,
    };
  }

  /** Writes a production build, whose `server.js` runs with `deno serve`. */
  async build(): Promise<void> {
    const outDir = this.#outDir;
    const prepared = await prepare(this.#root, this.#folders, "production");
    await rm(outDir, { recursive: true, force: true });
    for (const [path, { content }] of prepared.files) {
      const file = join(outDir, "static", path);
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeFile(file, content);
    }
    await Deno.mkdir(outDir, { recursive: true });
    const sources = serverEntry(prepared, this.#entry, outDir);
    for (const [name, source] of Object.entries(sources)) {
      await Deno.writeTextFile(join(outDir, name), source);
    }
  }

  /**
   * Serves the app straight from its sources. Run it with `deno run --watch`:
   * open pages reload once the server has restarted.
   */
  async listen<State>(load: LoadApp<State>, options: Deno.ServeTcpOptions = {}): Promise<void> {
    const prepared = await prepare(this.#root, this.#folders, "development");
    await serveDevelopment(prepared, load, options);
  }
}
