/** The app on a database with people in it: what a test file needs to call it as each of them. */
import { type AppServer, type AppServerOptions, startAppServer } from "./app_server.ts";
import { Caller } from "./api.ts";
import { callersOf, type Cookies, seedPeople } from "./seeded_people.ts";
import { type SocketOptions, WsClient } from "./ws_client.ts";

export type People = ReturnType<typeof callersOf>;

export interface PeopledServer extends AsyncDisposable {
  server: AppServer;
  database: string;
  cookies: Cookies;
  /** Everybody with a session; `nobody` has none. */
  people: People & { nobody: Caller };
  /** A socket of this caller. */
  socket(caller: Caller, path: string, options?: SocketOptions): Promise<WsClient>;
}

/** MUST be disposed of. */
export async function openPeopledServer(
  options: Omit<AppServerOptions, "database"> = {},
): Promise<PeopledServer> {
  const folder = await Deno.makeTempDir({ prefix: "hotline-" });
  const database = `${folder}/people.sqlite3`;
  try {
    const cookies = await seedPeople(database);
    const server = await startAppServer({ ...options, database });
    return {
      server,
      database,
      cookies,
      people: { ...callersOf(server.origin, cookies), nobody: new Caller(server.origin) },
      socket: (caller, path, options = {}) =>
        WsClient.open(caller.base + path, { cookie: caller.cookie, ...options }),
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        await Deno.remove(folder, { recursive: true });
      },
    };
  } catch (error) {
    await Deno.remove(folder, { recursive: true });
    throw error;
  }
}

/** One server for all tests of a file. */
export function serverOfThisFile(
  options: Omit<AppServerOptions, "database"> = {},
): () => PeopledServer {
  let desk: PeopledServer | undefined;
  Deno.test.beforeAll(async () => {
    desk = await openPeopledServer(options);
  });
  Deno.test.afterAll(async () => await desk?.[Symbol.asyncDispose]());
  return () => {
    if (!desk) throw new Error("The server runs from the first test on.");
    return desk;
  };
}
