/** All of Hotline's parts, put together: opened from a configuration, and closed again. */
import { setTimeout as delay } from "node:timers/promises";
import { Accounts } from "./auth/accounts.ts";
import { Administration } from "./auth/administration.ts";
import { DEMO_ACCOUNTS, DEMO_USERNAMES, ensureDemoAccounts } from "./auth/demo.ts";
import { Guests } from "./auth/guests.ts";
import { OwnPassword } from "./auth/own_password.ts";
import { OwnSessions } from "./auth/own_sessions.ts";
import { authParts } from "./auth/parts.ts";
import { PasskeySignIn } from "./auth/passkey_sign_in.ts";
import { Passkeys } from "./auth/passkeys.ts";
import { Passwords } from "./auth/passwords.ts";
import { SingleSignOn } from "./auth/single_sign_on.ts";
import { Tokens } from "./auth/tokens.ts";
import { BroadcastBus } from "./bus/broadcast_bus.ts";
import type { Bus } from "./bus/bus.ts";
import { Poll } from "./bus/poll.ts";
import { AccessWatch } from "./chat/access_watch.ts";
import { Connections } from "./chat/connections.ts";
import { ensureDemoRequests } from "./chat/demo.ts";
import { RequestAccess } from "./chat/request_access.ts";
import { Requests } from "./chat/requests.ts";
import { Rooms } from "./chat/rooms.ts";
import { Limiter } from "./limits/limiter.ts";
import { CoreMetrics } from "./metrics/core_metrics.ts";
import { IsolateMetrics } from "./metrics/isolates.ts";
import type { Config } from "./model/config.ts";
import { RequestLog } from "./storage/log.ts";
import { readMarks } from "./storage/marks.ts";
import { epochOf, openKv } from "./storage/open_kv.ts";
import { RequestStore } from "./storage/request_store.ts";
import { sharedRead } from "./storage/shared_read.ts";
import { commandTracer } from "./tracing/command_spans.ts";
import { ulids } from "./ulids.ts";

/** Sockets that have been silent or have outlived their session are looked for so often. */
const SWEEP_MS = 5_000;
/** Clients of a stopping server come back spread over this time. */
const LEAVE_WITHIN_MS = 2_000;
/** Whoever does not answer a goodbye for so long is gone already. */
const GOODBYE_MAX_MS = 1_000;

/** An open Hotline: what routes work with. Whoever opened it closes it. */
export interface Hotline {
  config: Config;
  accounts: Accounts;
  administration: Administration;
  guests: Guests;
  ownPassword: OwnPassword;
  ownSessions: OwnSessions;
  tokens: Tokens;
  passkeys: Passkeys;
  passkeySignIn: PasskeySignIn;
  /** Null where no provider is configured. */
  singleSignOn: SingleSignOn | null;
  requests: Requests;
  requestAccess: RequestAccess;
  connections: Connections;
  limiter: Limiter;
  /** Shown on the sign-in page; empty unless this is a demo. */
  demoAccounts: readonly (typeof DEMO_ACCOUNTS)[number][];
  /**
   * A text that changes with every write to any request, and whenever somebody's role does or
   * somebody joins the staff. It is no older than the call.
   */
  version(): Promise<string>;
  /** What all isolates of this process count, in Prometheus' text format. */
  metrics(): Promise<string>;
  /** @throws if storage does not answer. */
  assertReady(): Promise<void>;
  /** Stores what is queued, and sends the clients elsewhere; resolves when they have gone. */
  sendAway(): Promise<void>;
  /** Sends the clients away, if they are still here, and closes the database. */
  close(): Promise<void>;
}

/** What is passed in, so that tests can have their own. */
export interface HotlineDeps {
  bus?: Bus;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  newId?: () => string;
  random?: () => number;
  passwords?: Passwords;
  onError?: (error: unknown) => void;
}

/**
 * Opens the database and begins to watch it.
 *
 * @throws HotlineError in one line if the configuration cannot work.
 */
export async function openHotline(config: Config, deps: HotlineDeps = {}): Promise<Hotline> {
  const { clock = Date.now, newId = ulids(), random = Math.random } = deps;
  const onError = deps.onError ?? ((error) => console.error(error));
  const { kv, checksMax } = await openKv(config.kv);
  const bus = deps.bus ?? new BroadcastBus();
  const epoch = await epochOf(kv, newId);
  const access: AccessWatch = new AccessWatch({
    read: () => log.accessMark(),
    review: (userIds) => connections.review(userIds),
  });
  const log: RequestLog = new RequestLog({ kv, checksMax, clock, newId, guard: access });
  const metrics: CoreMetrics = new CoreMetrics(() => ({
    connections: connections.size,
    rooms: rooms.size,
    queuedCommands: rooms.queuedCommands,
  }));
  const isolates = new IsolateMetrics(() => metrics.read(), onError);
  const rooms = new Rooms({
    log,
    bus,
    access,
    observer: metrics,
    tracer: commandTracer(),
    onError,
  });
  const store = new RequestStore({ kv, clock, newId });
  const limiter = new Limiter({ clock, isOn: config.limitsRates });
  const parts = authParts({
    kv,
    clock,
    newId,
    passwords: deps.passwords ?? new Passwords(),
    announce: () => {
      bus.publish({ v: 1, type: "access" });
      access.look().catch(onError);
    },
    closedUsernames: config.isDemo ? new Set() : DEMO_USERNAMES,
    limiter,
    onError,
  });
  const { audit } = parts;
  const accounts = new Accounts(parts);
  const { oidc, allowsSignUp } = config;
  const guests = new Guests({ parts, accounts, requests: store });
  const userById = (id: string) => accounts.userById(id);
  const requests = new Requests({ kv, log, store, rooms, epoch, newId, userById });
  const sessionById = (id: string) => accounts.sessionById(id);
  const connections = new Connections({
    rooms,
    epoch,
    sessionById,
    limiter,
    clock,
    newId,
    observer: metrics,
    onError,
  });
  const unsubscribe = bus.subscribe((hint) => {
    if (hint.type === "access") access.look().catch(onError);
  });
  const poll = new Poll({
    readMarks: () => readMarks(kv),
    everyMs: config.pollMs,
    onActivity: (shards) => rooms.catchUp(shards),
    onAccess: () => access.look(),
    onError,
  });
  const sweeper = setInterval(() => {
    rooms.sweep();
    connections.sweep().catch(onError);
    audit.collect().catch(onError);
  }, SWEEP_MS);
  await access.look();
  if (config.isDemo) {
    await ensureDemoAccounts(accounts);
    await ensureDemoRequests(accounts, requests);
  }
  poll.start();
  async function sendAway(): Promise<void> {
    await rooms.drained();
    const deadline = clock() + GOODBYE_MAX_MS;
    // Again and again: until the server stops listening, somebody may still come in.
    do {
      connections.leave(LEAVE_WITHIN_MS, random);
      await delay(10);
    } while (connections.size > 0 && clock() < deadline);
  }

  return {
    config,
    accounts,
    administration: new Administration(parts),
    guests,
    ownPassword: new OwnPassword(parts, accounts),
    ownSessions: new OwnSessions(parts),
    tokens: new Tokens(parts, accounts),
    passkeys: new Passkeys(parts),
    passkeySignIn: new PasskeySignIn(parts, accounts),
    singleSignOn: oidc && new SingleSignOn({ parts, accounts, config: oidc, allowsSignUp }),
    requests,
    requestAccess: new RequestAccess({ requests, users: parts.users, newId }),
    connections,
    limiter,
    demoAccounts: config.isDemo ? DEMO_ACCOUNTS : [],
    assertReady: async () => {
      await readMarks(kv);
    },
    version: sharedRead(async () => {
      const { access, activity } = await readMarks(kv);
      return [access, ...activity].join();
    }),
    metrics: () => isolates.text(),
    sendAway,
    close: async () => {
      clearInterval(sweeper);
      unsubscribe();
      await poll.close();
      await sendAway();
      await rooms.close();
      await accounts.settled();
      // What could not be taken in now, another isolate or the next start takes in.
      await audit.drained().catch(onError);
      bus.close();
      isolates.close();
      kv.close();
    },
  };
}
