/** Everybody who takes part in a run, and where they sit. */
import { setTimeout as delay } from "node:timers/promises";
import type { User } from "../../lib/model/user.ts";
import { Caller } from "../helpers/api.ts";
import { callersOf, cookieFor, type Cookies, withAccounts } from "../helpers/seeded_people.ts";
import { type AcknowledgedHeads, type ClientHistory, Recorder } from "./history.ts";
import { PageClient } from "./page_client.ts";
import { PlainClient } from "./plain_client.ts";
import type { Site } from "./site.ts";

/** The requester of each request, one who may not see it, and the agents who answer in it. */
const ROOMS = [
  { owner: "ann", stranger: "otto", staff: ["mia", "max"] },
  { owner: "otto", stranger: "ann", staff: ["max", "ada"] },
  { owner: "ann", stranger: "otto", staff: ["ada", "mia"] },
] as const;
/** Further sessions of one requester, to be signed out one after another. */
const GUESTS = 6;
const ASK_AGAIN_MS = 200;

type Name = keyof Cookies;

export interface Crowd {
  requestIds: string[];
  pages: PageClient[];
  /** Members of a request, by npm's `ws`. */
  plain: PlainClient[];
  /** Those who knock and knock, and must never see a thing. */
  strangers: PlainClient[];
  guests: Guest[];
  histories: ClientHistory[];
  close(): void;
}

export interface Guest {
  client: PlainClient;
  /** Ends the session; asks until the servers have understood. */
  signOut(): Promise<void>;
}

/** In each request two pages and three plain clients, spread over the networks; and others. */
export async function gather(site: Site, random: () => number): Promise<Crowd> {
  const began = performance.now();
  const now = () => performance.now() - began;
  const direct = `http://127.0.0.1:${site.servers[0]!.port}`;
  const callers = callersOf(direct, site.cookies);
  const users = new Map<Name, User>();
  for (const name of Object.keys(callers) as Name[]) users.set(name, await callers[name].user());
  const heads: AcknowledgedHeads = new Map();
  const histories: ClientHistory[] = [];

  function seat(name: Name, requestId: string, isAllowed = true) {
    const number = histories.length;
    const me = users.get(name)!;
    const about = { name: `${name} (${number})`, userId: me.id, role: me.role };
    const recorder = new Recorder({ ...about, requestId, isAllowed }, heads, now);
    histories.push(recorder.history);
    const origin = site.origins[number % site.origins.length]!;
    return { origin, cookie: site.cookies[name], me, requestId, recorder, random };
  }

  const crowd: Crowd = {
    requestIds: [],
    pages: [],
    plain: [],
    strangers: [],
    guests: [],
    histories,
    close: () => {
      const { pages, plain, strangers, guests } = crowd;
      const others = guests.map(({ client }) => client);
      for (const client of [...pages, ...plain, ...strangers, ...others]) client.close();
    },
  };
  for (const { owner, stranger, staff } of ROOMS) {
    const { id } = await callers[owner].open(`A request of ${owner}`);
    crowd.requestIds.push(id);
    for (const name of [owner, staff[0]]) crowd.pages.push(new PageClient(seat(name, id)));
    for (const name of [owner, ...staff]) {
      crowd.plain.push(new PlainClient({ ...seat(name, id), joinsLater: name === staff[1] }));
    }
    crowd.strangers.push(
      new PlainClient(seat(stranger, id, false)),
      new PlainClient({ ...seat(stranger, id, false), joinsLater: true }),
    );
  }
  for (let index = 0; index < GUESTS; index++) {
    const cookie = await withAccounts(site.database, (accounts) => cookieFor(accounts, "ann"));
    const client = new PlainClient({ ...seat("ann", crowd.requestIds[0]!), cookie });
    const caller = new Caller(site.origins[0]!, cookie);
    crowd.guests.push({ client, signOut: () => signOut(caller, client.recorder, now) });
  }
  await Promise.all(crowd.pages.map((page) => page.load()));
  return crowd;
}

async function signOut(caller: Caller, { history }: Recorder, now: () => number): Promise<void> {
  while (history.signedOutAtMs === null) {
    try {
      const { status } = await caller.call("DELETE", "/api/session");
      if (status === 204 || status === 401) history.signedOutAtMs = now();
    } catch (error) {
      // No server answers just now.
      if (!(error instanceof TypeError)) throw error;
    }
    await delay(ASK_AGAIN_MS);
  }
}
