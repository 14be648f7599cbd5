/** Starts Hotline in this isolate, and stops it when the process is told to. */
import { type Hotline, openHotline } from "./hotline.ts";
import { leaveOn } from "./leave.ts";
import { type Config, parseConfig, variableNames } from "./model/config.ts";
import { HotlineError } from "./model/errors.ts";

/** Windows knows no SIGTERM. */
const STOP_SIGNALS: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGTERM", "SIGINT"];

const UNLIMITED =
  "HOTLINE_RATE_LIMIT is off: nobody is limited, and passwords can be guessed. For benchmarks only.";

/** Opens Hotline as the environment says; with a bad one, the process ends with one clear line. */
export function startHotline(): Promise<Hotline> {
  return orExit(async () => {
    const config = readConfig();
    if (!config.limitsRates) console.warn(UNLIMITED);
    const hotline = await openHotline(config);
    // The watcher of `deno task dev` outlives Deno.exit(), so there the signal's default has to
    // end it; what is acknowledged is stored in any case.
    if (!isDevelopment()) leaveOn(STOP_SIGNALS, hotline);
    return hotline;
  });
}

/** Where the development server listens: on this machine alone, unless HOST says otherwise. */
export function developmentAddress(): Promise<{ hostname: string; port: number }> {
  return orExit(() => {
    const { host, port } = readConfig();
    return { hostname: host ?? "127.0.0.1", port };
  });
}

async function orExit<Value>(start: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof HotlineError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}

const isDevelopment = (): boolean => Deno.mainModule === import.meta.resolve("../dev.ts");

const readConfig = (): Config => parseConfig(readEnvironment());

/** All of it where that is permitted, so that misspelt names are found; else what was granted. */
function readEnvironment(): Record<string, string> {
  if (Deno.permissions.querySync({ name: "env" }).state === "granted") return Deno.env.toObject();
  return Object.fromEntries(
    variableNames().flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
