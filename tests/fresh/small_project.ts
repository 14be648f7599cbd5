/** Small projects that live for one test, built or served with the Fresh of this project. */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { PROJECT_ROOT } from "../helpers/project_root.ts";

/** Ignored by git and by Deno's own tools. */
const PREFIX = "conformance_tmp_own_";

const BUILD = `import { Builder } from "fresh/dev"; await new Builder().build();`;

export const MAIN = `
  import { App, staticFiles } from "fresh";
  export const app = new App().use(staticFiles()).fsRoutes();`;

/** What a command of a project came to. */
export interface Outcome {
  success: boolean;
  output: string;
}

/** A command that is still running. */
export interface Running extends AsyncDisposable {
  /** Where it serves. */
  origin: string;
}

export class SmallProject implements AsyncDisposable {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  /** Writes a project of these files; `main.ts` serves static files and file routes. */
  static async create(files: Record<string, string>, folder = ""): Promise<SmallProject> {
    const project = new SmallProject(await Deno.makeTempDir({ dir: PROJECT_ROOT, prefix: PREFIX }));
    for (const [path, text] of Object.entries({ "main.ts": MAIN, "build.ts": BUILD, ...files })) {
      await project.write(join(folder, path), text);
    }
    return project;
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.dir, path);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeTextFile(file, text);
  }

  /** Builds, whether this succeeds or not. */
  async build(folder = ""): Promise<Outcome> {
    const { success, stderr } = await this.#command(["run", "-A", "build.ts"], folder).output();
    return { success, output: new TextDecoder().decode(stderr) };
  }

  /** Builds, and gives what answers the requests of the build. */
  async built(folder = ""): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
    const { success, output } = await this.build(folder);
    if (!success) throw new Error(output);
    const server = pathToFileURL(join(this.dir, folder, "_fresh/server.js")).href;
    const { default: { fetch } } = await import(server);
    return (path, init) => fetch(new Request(`http://localhost${path}`, init));
  }

  /** Starts a server, and waits until it has said where it listens. */
  async start(args: string[], env: Record<string, string> = {}): Promise<Running> {
    const child = this.#command(args, "", env).spawn();
    const output = child.stderr.pipeThrough(new TextDecoderStream());
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const drained = (async () => {
      let log = "";
      for await (const text of output) {
        log += text;
        const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(log)?.[0];
        if (origin) resolve(origin);
      }
      reject(new Error(`The server ended:\n${log}`));
    })();
    const stop = async () => {
      child.kill("SIGKILL");
      await Promise.all([child.status, drained]);
    };
    return { origin: await promise, [Symbol.asyncDispose]: stop };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.dir, { recursive: true });
  }

  #command(args: string[], folder: string, env: Record<string, string> = {}): Deno.Command {
    const [verb = "", ...others] = args;
    return new Deno.Command("sh", {
      // What is said on either way goes one way.
      args: [
        "-c",
        'exec "$@" 1>&2',
        "sh",
        Deno.execPath(),
        verb,
        "--config",
        `${PROJECT_ROOT}deno.json`,
        ...others,
      ],
      cwd: join(this.dir, folder),
      env: { ...env, NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    });
  }
}
