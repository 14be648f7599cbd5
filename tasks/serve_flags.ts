/**
 * What `deno task start` passes to `deno serve`: the address, and the least permissions that
 * this configuration needs. With `--check` it says instead what is wrong with the configuration.
 */
import { dirname, resolve } from "node:path";
import { parseConfig, variableNames } from "../lib/model/config.ts";
import { HotlineError } from "../lib/model/errors.ts";
import { DEFAULT_LOCATION, openKv } from "../lib/storage/open_kv.ts";

const isCheck = Deno.args.includes("--check");

try {
  const config = parseConfig(Deno.env.toObject());
  if (isCheck) {
    if (config.isDemo) {
      throw new HotlineError("invalid", "HOTLINE_DEMO: a demo runs with `deno task dev` alone.");
    }
    await assertBuilt();
    const { kv } = await openKv(config.kv);
    kv.close();
  } else {
    console.log([
      `--host=${config.host ?? "0.0.0.0"}`,
      `--port=${config.port}`,
      ...permissions(config.kv),
    ].join(" "));
  }
} catch (error) {
  if (!(error instanceof HotlineError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}

async function assertBuilt(): Promise<void> {
  try {
    await Deno.stat("_fresh/server.js");
  } catch (cause) {
    throw new HotlineError("invalid", "There is no build yet: run `deno task build` first.", {
      cause,
    });
  }
}

function permissions(location = DEFAULT_LOCATION): string[] {
  const env = [...variableNames(), "DENO_DEPLOYMENT_ID", "DENO_KV_ACCESS_TOKEN"].join(",");
  const flags = ["--no-prompt", `--allow-env=${env}`];
  // A KV Connect server names further addresses of its own, so no list can be given.
  if (/^https?:/.test(location)) return [...flags, "--allow-read=.", "--allow-net"];
  if (location === ":memory:") return [...flags, "--allow-read=."];
  // SQLite keeps its journal beside the file.
  const folder = dirname(resolve(location));
  return [...flags, `--allow-read=.,${folder}`, `--allow-write=${folder}`];
}
