/** One server of a run: the production build as a process that is stopped, killed and restarted. */
import { setTimeout as delay } from "node:timers/promises";
import { PROJECT_ROOT } from "../helpers/project_root.ts";

const ASK_EVERY_MS = 50;
const ASK_FOR_MS = 2_000;
/** A busy machine may take its time; one that takes longer is stuck. */
const START_MAX_MS = 60_000;
/** Longer than a server takes to leave by itself. */
const LEAVE_MAX_MS = 15_000;
/** As a supervisor does it: not at once, lest a server that cannot start spins. */
const RESTART_AFTER_MS = 300;

export interface ServerProcessOptions {
  port: number;
  isolates: number;
  database: string;
  weatherFile: string;
  /** The build's `server.js`, as a URL. */
  app: string;
  logFile: string;
  pollMs: number;
}

export class ServerProcess {
  readonly #options: ServerProcessOptions;
  #child: Deno.ChildProcess | null = null;
  #ended: Promise<Deno.CommandStatus> | null = null;
  #isWanted = true;
  #isFrozen = false;
  #starts = 0;
  #isTold = false;
  #unaskedEnds = 0;
  #supervision: Promise<void> = Promise.resolve();

  constructor(options: ServerProcessOptions) {
    this.#options = options;
  }

  get port(): number {
    return this.#options.port;
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** How often it ended without having been told to. */
  get unaskedEnds(): number {
    return this.#unaskedEnds;
  }

  /** Starts it, and starts it again whenever it has ended, until `end`. */
  supervise(): void {
    this.#supervision = this.#keepUp();
  }

  /** Whether there was a process to send it to. */
  signal(signal: "SIGKILL" | "SIGTERM"): boolean {
    // A frozen process takes no signal but this one.
    this.thaw();
    const isThere = this.#send(signal);
    this.#isTold ||= isThere;
    return isThere;
  }

  freeze(): boolean {
    this.#isFrozen = this.#send("SIGSTOP");
    return this.#isFrozen;
  }

  thaw(): void {
    if (this.#isFrozen) this.#send("SIGCONT");
    this.#isFrozen = false;
  }

  /** Resolves when it serves. */
  async ready(): Promise<void> {
    const deadline = performance.now() + START_MAX_MS;
    while (!await this.#answers()) {
      if (performance.now() > deadline) throw new Error(`No server came up: ${await this.log()}`);
      await delay(ASK_EVERY_MS);
    }
  }

  log(): Promise<string> {
    return Deno.readTextFile(this.#options.logFile);
  }

  /** Ends it for good; gives the exit code. */
  async end(): Promise<number> {
    this.#isWanted = false;
    this.thaw();
    const child = this.#child;
    this.#send("SIGTERM");
    const late = setTimeout(() => child && kill(child, "SIGKILL"), LEAVE_MAX_MS);
    const status = await this.#ended;
    clearTimeout(late);
    await this.#supervision;
    return status?.code ?? 0;
  }

  async #keepUp(): Promise<void> {
    while (this.#isWanted) {
      this.#start();
      await this.#ended;
      this.#child = null;
      this.#isFrozen = false;
      if (this.#isWanted && !this.#isTold) this.#unaskedEnds++;
      if (this.#isWanted) await delay(RESTART_AFTER_MS);
    }
  }

  #start(): void {
    const { port, isolates, database, weatherFile, app, logFile, pollMs } = this.#options;
    const serve = isolates > 1 ? ["serve", "--parallel"] : ["serve"];
    const flags = ["-A", "--no-prompt", "--host=127.0.0.1", `--port=${port}`];
    const entry = new URL("faulty_platform.ts", import.meta.url).href;
    this.#starts++;
    this.#isTold = false;
    this.#child = new Deno.Command("sh", {
      args: ["-c", 'exec "$0" "$@" >>"$LOG" 2>&1', Deno.execPath(), ...serve, ...flags, entry],
      cwd: PROJECT_ROOT,
      env: {
        LOG: logFile,
        NO_COLOR: "1",
        DENO_JOBS: String(isolates),
        DENO_SERVE_AUTOMATIC_COMPRESSION: "1",
        CHAOS_APP: app,
        CHAOS_WEATHER: weatherFile,
        PORT: String(port),
        HOST: "127.0.0.1",
        HOTLINE_KV: database,
        HOTLINE_POLL_MS: String(pollMs),
        HOTLINE_RATE_LIMIT: "off",
      },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#ended = this.#child.status;
  }

  #send(signal: Deno.Signal): boolean {
    return this.#child !== null && kill(this.#child, signal);
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/readyz`, {
        signal: AbortSignal.timeout(ASK_FOR_MS),
      });
      await response.body?.cancel();
      return response.ok;
    } catch (error) {
      // Nobody listens yet, or somebody listens who is frozen.
      if (error instanceof TypeError || error instanceof DOMException) return false;
      throw error;
    }
  }
}

/** False if it has ended already. */
function kill(child: Deno.ChildProcess, signal: Deno.Signal): boolean {
  try {
    child.kill(signal);
    return true;
  } catch (error) {
    const hasEnded = error instanceof TypeError || error instanceof Deno.errors.NotFound;
    if (!hasEnded) throw error;
    return false;
  }
}
