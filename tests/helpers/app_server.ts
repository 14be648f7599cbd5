/** The built app as a process of its own, on a free port and a database that is gone afterwards. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { builtApp } from "./built_app.ts";
import { PROJECT_ROOT } from "./project_root.ts";

const READY_MS = 30_000;
const ASK_EVERY_MS = 25;
/** Longer than the app takes to leave by itself. */
const LEAVE_MS = 10_000;
/**
 * Below the ports that systems give to outgoing connections: there, a client that tries to
 * come back could itself take the port of the server that it is waiting for.
 */
const PORTS = { first: 20_000, count: 10_000 };

export interface AppServerOptions {
  /** How many isolates serve (`deno serve --parallel`). Defaults to 1. */
  isolates?: number;
  /** Variables besides PORT, HOST and HOTLINE_KV. */
  env?: Record<string, string>;
  /** A database to share with other servers. Defaults to a new one. */
  database?: string;
}

export interface AppServer extends AsyncDisposable {
  readonly port: number;
  /** "http://127.0.0.1:20123" */
  readonly origin: string;
  /** The file of the database. */
  readonly database: string;
  /** The process, or null while there is none. */
  readonly pid: number | null;
  /** What the server has printed since the beginning, over all its lives. */
  log(): Promise<string>;
  /** Ends the process and waits until it is gone; gives its exit status. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<Deno.CommandStatus>;
  /** Starts anew on the same port and database, and waits until it is ready. */
  start(): Promise<void>;
}

/** Starts the app and waits until it is ready. MUST be disposed of (`await using`). */
export async function startAppServer(options: AppServerOptions = {}): Promise<AppServer> {
  const script = await builtApp();
  const folder = await Deno.makeTempDir({ prefix: "hotline-" });
  const server = new Server(script, folder, options);
  try {
    await server.start();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

class Server implements AppServer {
  readonly port = freePort();
  readonly origin = `http://127.0.0.1:${this.port}`;
  readonly database: string;
  readonly #script: string;
  readonly #folder: string;
  readonly #logFile: string;
  readonly #options: AppServerOptions;
  #child: Deno.ChildProcess | null = null;

  constructor(script: string, folder: string, options: AppServerOptions) {
    this.#script = script;
    this.#folder = folder;
    this.#options = options;
    this.#logFile = join(folder, "server.log");
    this.database = options.database ?? join(folder, "hotline.sqlite3");
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async log(): Promise<string> {
    try {
      return await Deno.readTextFile(this.#logFile);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "";
      throw error;
    }
  }

  async start(): Promise<void> {
    if (this.#child) throw new Error("The server is running already.");
    const env = this.#environment();
    const flags = await serveFlags(env);
    const { isolates = 1 } = this.#options;
    const serve = ["serve", ...(isolates > 1 ? ["--parallel"] : []), ...flags, this.#script];
    // The shell gives way to Deno, which keeps its pid; the log goes to a file, since a pipe
    // would have to be read all the time, and would count as a leak in every step of a test.
    this.#child = new Deno.Command("sh", {
      args: ["-c", 'exec "$0" "$@" >>"$SERVER_LOG" 2>&1', Deno.execPath(), ...serve],
      cwd: PROJECT_ROOT,
      env: { ...env, DENO_JOBS: String(isolates), SERVER_LOG: this.#logFile, NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const child = this.#child;
    // A test that fails in an odd way may never dispose of its server.
    addEventListener("unload", this.#killAtExit);
    await this.#ready(child);
  }

  async kill(signal: "SIGKILL" | "SIGTERM"): Promise<Deno.CommandStatus> {
    const child = this.#child;
    if (!child) throw new Error("The server is not running.");
    this.#child = null;
    removeEventListener("unload", this.#killAtExit);
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), LEAVE_MS);
    try {
      return await child.status;
    } finally {
      clearTimeout(late);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child) await this.kill("SIGKILL");
    await Deno.remove(this.#folder, { recursive: true });
  }

  readonly #killAtExit = () => this.#child?.kill("SIGKILL");

  #environment(): Record<string, string> {
    return {
      HOTLINE_POLL_MS: "250",
      // As `deno task start` has it.
      DENO_SERVE_AUTOMATIC_COMPRESSION: "1",
      ...this.#options.env,
      PORT: String(this.port),
      HOST: "127.0.0.1",
      HOTLINE_KV: this.database,
    };
  }

  async #ready(child: Deno.ChildProcess): Promise<void> {
    let hasEnded = false;
    child.status.then(() => hasEnded = true, () => hasEnded = true);
    const deadline = Date.now() + READY_MS;
    while (!await answers(`${this.origin}/readyz`)) {
      const isLate = Date.now() > deadline;
      if (hasEnded) this.#child = null;
      if (hasEnded || isLate) {
        throw new Error(
          `The server ${hasEnded ? "ended" : "was not ready in time"}:\n${await this.log()}`,
        );
      }
      await delay(ASK_EVERY_MS);
    }
  }
}

/** The flags that `deno task start` would give. */
async function serveFlags(env: Record<string, string>): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-env", "--allow-read", "tasks/serve_flags.ts"],
    cwd: PROJECT_ROOT,
    env,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim().split(" ");
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    // Nobody listens yet.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function freePort(): number {
  for (let tries = 0; tries < 100; tries++) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("No free port was found.");
}
