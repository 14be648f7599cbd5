/**
 * What `deno task start` passes to `deno serve`: the address, and the least permissions that
 * this configuration needs. With `--check` it says instead what is wrong with the configuration.
 */
import { dirname } from "node:path";
import { type Config, parseConfig, variableNames } from "../lib/model/config.ts";
import { HotlineError } from "../lib/model/errors.ts";
import { DEFAULT_LOCATION, openKv } from "../lib/storage/open_kv.ts";

/**
 * What V8 sets aside for new objects: its own 16 MiB three times over, once many connections have
 * come at once, cost 8 KiB for each of 5,000 connections, and make nothing faster.
 */
const YOUNG_SPACE_MIB = 8;

const isCheck = Deno.args.includes("--check");

try {
  const config = parseConfig(Deno.env.toObject());
  const granted = permissions(config);
  if (isCheck) {
    if (config.isDemo) {
      throw new HotlineError("invalid", "HOTLINE_DEMO: a demo runs with `deno task dev` alone.");
    }
    await assertBuilt();
    const { kv } = await openKv(config.kv);
    kv.close();
  } else {
    console.log([
      `--host=${bracketed(config.host ?? "0.0.0.0")}`,
      `--port=${config.port}`,
      `--v8-flags=--max-semi-space-size=${YOUNG_SPACE_MIB}`,
      ...granted,
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

/** An IPv6 address as URLs write it: else its end would count as a port. */
function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function permissions({ kv: location = DEFAULT_LOCATION, oidc }: Config): string[] {
  const env = [...variableNames(), "DENO_DEPLOYMENT_ID", "DENO_KV_ACCESS_TOKEN"].join(",");
  const isRemote = /^https?:/.test(location);
  // A KV Connect server and an OpenID Connect provider name further addresses of their own, so no
  // list can be given.
  const net = isRemote || oidc !== null ? ["--allow-net"] : [];
  const flags = ["--no-prompt", `--allow-env=${env}`, ...net];
  if (isRemote) return [...flags, "--allow-read=."];
  if (location === ":memory:") return [...flags, "--allow-read=."];
  // SQLite keeps its journal beside the file.
  const folder = dirname(location);
  // The shell would split the flags at a space, and Deno the list at a comma.
  if (/[\s,]/.test(folder)) {
    const problem = `the folder ${JSON.stringify(folder)} has a space or a comma in its name`;
    throw new HotlineError("invalid", `HOTLINE_KV: ${problem}; choose another one.`);
  }
  return [...flags, `--allow-read=.,${folder}`, `--allow-write=${folder}`];
}
