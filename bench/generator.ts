/** Starts the load generator: bundled for Node, whose sockets cost the least of what is at hand. */
import * as esbuild from "esbuild";
import { fileURLToPath } from "node:url";
import type { Job, Report } from "./job.ts";

/** Bundles the generator into this file. */
export async function buildGenerator(outfile: string): Promise<void> {
  try {
    await esbuild.build({
      entryPoints: [fileURLToPath(new URL("load/main.ts", import.meta.url))],
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      // Of Node 22 on.
      banner: { js: POLYFILL },
      outfile,
      logLevel: "error",
    });
  } finally {
    await esbuild.stop();
  }
}

const POLYFILL = `Promise.withResolvers ??= function () {
  const pair = {};
  pair.promise = new Promise((resolve, reject) => Object.assign(pair, { resolve, reject }));
  return pair;
};`;

/** One job in one process. @throws if the generator itself fails. */
export async function runJob(generator: string, job: Job): Promise<Report> {
  const child = new Deno.Command("node", {
    args: [generator],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(job)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`The load generator failed:\n${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout));
}
