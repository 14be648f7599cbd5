/** A peer as a process of its own. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { TargetName } from "./targets.ts";

const PEERS_FOLDER = fileURLToPath(new URL("peers/", import.meta.url));

export interface RunningServer extends AsyncDisposable {
  port: number;
  pid: number;
}

/** Starts a peer, and waits until it has told its port. MUST be disposed of. */
export async function startPeer(name: TargetName, packages: string): Promise<RunningServer> {
  const folder = await Deno.makeTempDir({ prefix: "hotline-bench-" });
  const [program, ...args] = commandOf(name, packages, join(folder, "peer.sqlite3"));
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    env: { NODE_ENV: "production" },
  }).spawn();
  const stop = async () => {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  const port = await firstNumber(child.stdout);
  if (port === null) {
    const { code } = await child.status;
    await Deno.remove(folder, { recursive: true });
    throw new Error(`${name} ended with ${code} before it listened.`);
  }
  return { port, pid: child.pid, [Symbol.asyncDispose]: stop };
}

function commandOf(name: TargetName, packages: string, database: string): [string, ...string[]] {
  const peer = (file: string) => join(PEERS_FOLDER, file);
  switch (name) {
    case "socket.io+sqlite":
      return ["node", peer("socket_io.mjs"), packages, "NORMAL", database];
    case "socket.io+sqlite-full":
      return ["node", peer("socket_io.mjs"), packages, "FULL", database];
    case "socket.io":
      return ["node", peer("socket_io.mjs"), packages, "none"];
    case "ws":
      return ["node", peer("ws.mjs"), packages];
    case "deno":
      return [Deno.execPath(), "run", "--allow-net", peer("bare_deno.ts")];
    case "deno-preact":
      return [Deno.execPath(), "run", "--allow-net", "--allow-env", peer("bare_page.tsx")];
    case "deno-html":
      return [Deno.execPath(), "run", "--allow-net", "--allow-env", peer("bare_page.tsx"), "html"];
    default:
      throw new Error(`${name} is no peer.`);
  }
}

/** The first line of what it prints; null if it ends without one. */
async function firstNumber(output: ReadableStream<Uint8Array>): Promise<number | null> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true });
    const line = /^(\d+)\n/.exec(text);
    if (line) return Number(line[1]);
  }
  return null;
}
