/** Two processes on one database are restarted one after the other, while everybody writes. */
import { setTimeout as delay } from "node:timers/promises";
import { startAppServer } from "./app_server.ts";
import { openBalancer } from "./balancer.ts";
import { eventually } from "./eventually.ts";
import { LastingClient } from "./lasting_client.ts";
import { openPeopledServer } from "./peopled_server.ts";

export interface RollingRestart {
  clients: number;
  /** Messages a second, by one client after another. */
  perSecond: number;
}

export interface RestartOutcome {
  clients: LastingClient[];
  /** Of both servers. */
  exitCodes: number[];
  /** The log in the end, as numbers and bodies. */
  stored: { seq: number; body: string }[];
}

/** Before, between and after the two restarts all is quiet but for the writing. */
const CALM_MS = 500;
const SETTLE_MAX_MS = 30_000;
/** Two people are all of the crowd. */
const UNLIMITED = { env: { HOTLINE_RATE_LIMIT: "off" } };

/** The clients are closed in the end; what they saw is theirs to tell. */
export async function rollingRestart(options: RollingRestart): Promise<RestartOutcome> {
  await using desk = await openPeopledServer(UNLIMITED);
  await using second = await startAppServer({ database: desk.database, ...UNLIMITED });
  const servers = [desk.server, second];
  await using balancer = await openBalancer(servers.map(({ port }) => port));
  const { ann, mia } = desk.people;
  const { id: requestId } = await ann.open();
  const clients = Array.from({ length: options.clients }, (_, index) => {
    const { cookie } = index % 2 ? ann : mia;
    return new LastingClient({ origin: balancer.origin, cookie, requestId, name: `c${index}` });
  });
  const allJoined = () =>
    eventually("everybody in the room", () => clients, (all) => all.every((one) => one.isJoined));
  await allJoined();
  let turn = 0;
  const write = () => clients[turn++ % clients.length]!.write();
  const writing = setInterval(write, 1_000 / options.perSecond);
  const exitCodes: number[] = [];
  try {
    for (const server of servers) {
      await delay(CALM_MS);
      exitCodes.push((await server.kill("SIGTERM")).code);
      await server.start();
      await allJoined();
    }
    await delay(CALM_MS);
  } finally {
    clearInterval(writing);
  }
  const head = async () =>
    JSON.parse((await ann.get(`/api/requests/${requestId}`)).text).request.head;
  await eventually(
    "everybody has everything",
    head,
    (head: number) => clients.every((client) => client.isSettledAt(head)),
    SETTLE_MAX_MS,
  );
  await Promise.all(clients.map((client) => client.close()));
  const reader = await desk.socket(ann, `/api/requests/${requestId}/live?after=1`);
  await reader.take("joined");
  const stored = reader.log(requestId).flatMap((frame) =>
    frame.type === "newMessage" ? [{ seq: frame.seq, body: frame.message.body }] : []
  );
  await reader.close();
  return { clients, exitCodes, stored };
}
