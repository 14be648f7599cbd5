/** Where a run takes place: servers on one database, the networks before them, and the weather. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { builtApp } from "../helpers/built_app.ts";
import { type Cookies, seedPeople } from "../helpers/seeded_people.ts";
import { FaultyNetwork } from "./faulty_network.ts";
import { ServerProcess } from "./server_process.ts";
import { CALM, type Weather, writeWeather } from "./weather.ts";

export type Setup = "isolates" | "processes";

export const POLL_MS = 250;
const NETWORKS = 4;
/** Below the ports that systems give to outgoing connections. */
const PORTS = { first: 20_000, count: 10_000 };

/** MUST be disposed of: this stops what still runs, and removes everything. */
export interface Site extends AsyncDisposable {
  database: string;
  cookies: Cookies;
  servers: ServerProcess[];
  networks: FaultyNetwork[];
  /** Where the servers are reached through each network. */
  origins: string[];
  setWeather(weather: Weather): Promise<void>;
  /** Ends the servers and networks; gives the servers' exit codes. The database stays. */
  stop(): Promise<number[]>;
}

/** `isolates`: one process with two of them. `processes`: two, with one each. */
export async function openSite(setup: Setup, random: () => number): Promise<Site> {
  const app = pathToFileURL(await builtApp()).href;
  const folder = await Deno.makeTempDir({ prefix: "hotline-chaos-" });
  const database = join(folder, "hotline.sqlite3");
  const weatherFile = join(folder, "weather.json");
  await writeWeather(weatherFile, CALM);
  const cookies = await seedPeople(database);
  const servers = Array.from(
    { length: setup === "processes" ? 2 : 1 },
    (_, index) =>
      new ServerProcess({
        port: freePort(),
        isolates: setup === "isolates" ? 2 : 1,
        database,
        weatherFile,
        app,
        logFile: join(folder, `server-${index}.log`),
        pollMs: POLL_MS,
      }),
  );
  const ports = servers.map(({ port }) => port);
  const networks = Array.from({ length: NETWORKS }, () => new FaultyNetwork({ ports, random }));
  let stopped: Promise<number[]> | undefined;
  const stop = () => stopped ??= end(servers, networks);
  const close = async () => {
    await stop();
    await Deno.remove(folder, { recursive: true });
  };
  for (const server of servers) server.supervise();
  const outer = await Promise.all(networks.map((network) => network.open()));
  try {
    await Promise.all(servers.map((server) => server.ready()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    database,
    cookies,
    servers,
    networks,
    origins: outer.map((port) => `http://127.0.0.1:${port}`),
    setWeather: (weather) => writeWeather(weatherFile, weather),
    stop,
    [Symbol.asyncDispose]: close,
  };
}

async function end(servers: ServerProcess[], networks: FaultyNetwork[]): Promise<number[]> {
  await Promise.all(networks.map((network) => network.close()));
  return await Promise.all(servers.map((server) => server.end()));
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
