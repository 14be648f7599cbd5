/** Where and with what a run took place. */
import { cpus, loadavg, totalmem } from "node:os";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Results } from "./results.ts";

type Setting = Pick<Results, "at" | "commit" | "machine" | "load" | "versions">;

/** Taken before the run: the load is that of others. */
export async function describeSetting(packages: string | null): Promise<Setting> {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 1024 ** 3);
  return {
    at: new Date().toISOString().slice(0, 16) + "Z",
    commit: await outputOf("git", "describe", "--always", "--dirty"),
    machine: `${cpus().length} × ${cpu?.model ?? "CPU"}, ${gib} GiB, ${Deno.build.os}`,
    load: loadavg()[0]?.toFixed(2) ?? "unknown",
    versions: {
      Deno: Deno.version.deno,
      Node: (await outputOf("node", "--version")).replace("v", ""),
      ...(packages ? await packageVersions(packages) : {}),
    },
  };
}

async function packageVersions(folder: string): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const name of ["socket.io", "better-sqlite3", "ws"]) {
    const text = await readFile(join(folder, "node_modules", name, "package.json"), "utf8");
    versions[name] = JSON.parse(text).version;
  }
  return versions;
}

async function outputOf(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trim();
}
