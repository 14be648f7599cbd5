/**
 * Whose access ends gets nothing that was written after the admin was told so: not in the isolate
 * that knows of it, not in its neighbour, and not in another process that will poll in a while.
 */
import assert from "node:assert/strict";
import type { User } from "../../lib/model/user.ts";
import { Caller } from "../helpers/api.ts";
import { type AppServer, startAppServer } from "../helpers/app_server.ts";
import { until } from "../helpers/deadline.ts";
import { Flood } from "../helpers/flood.ts";
import { openPeopledServer, type PeopledServer } from "../helpers/peopled_server.ts";
import { cookieFor, PASSWORD, withAccounts } from "../helpers/seeded_people.ts";
import { type NumberedFrame, WsClient } from "../helpers/ws_client.ts";

/** So long that nothing is closed in time because of a poll. */
const env = { HOTLINE_POLL_MS: "5000", HOTLINE_RATE_LIMIT: "off" };
const ROUNDS = 5;
/** Connections spread over the two isolates by chance: of so many, some meet each of them. */
const SOCKETS = 10;
/** Commands that wait in one socket at the moment of the end. */
const QUEUED = 20;
/** Messages of each writer after it. */
const AFTERWARDS = 25;

interface Scene {
  desk: PeopledServer;
  origins: [string, string];
  requestId: string;
  flood: Flood;
  /** Somebody who stays, and sees everything. */
  witnesses: WsClient[];
}

/** A fresh agent, with their sockets: each second one is for this request alone. */
interface Leaver {
  user: User;
  cookie: string;
  live: WsClient[];
  inbox: WsClient[];
}

async function openScene(desk: PeopledServer, second: AppServer): Promise<Scene> {
  const { people: { ann, mia, ada }, server } = desk;
  const origins: [string, string] = [server.origin, second.origin];
  const { id: requestId } = await ann.open();
  const witnesses = await Promise.all(
    [0, 0, 0, 0, 1, 1].map((at) =>
      joined(`${origins[at]}/api/requests/${requestId}/live?after=0`, ada.cookie)
    ),
  );
  const flood = await Flood.begin({
    origins: [0, 0, 0, 0, 1, 1].map((at) => origins[at]!),
    cookie: mia.cookie!,
    requestId,
  });
  return { desk, origins, requestId, flood, witnesses };
}

async function joined(url: string, cookie: string | null): Promise<WsClient> {
  const client = await WsClient.open(url, { cookie });
  await client.take("joined");
  return client;
}

async function newLeaver({ desk, origins, requestId }: Scene, username: string): Promise<Leaver> {
  const { user, cookie } = await withAccounts(desk.database, async (accounts) => {
    const account = { username, name: username, password: PASSWORD, role: "agent" } as const;
    const user = await accounts.addUser(account);
    return { user, cookie: await cookieFor(accounts, username) };
  });
  const [live, inbox]: [WsClient[], WsClient[]] = [[], []];
  await Promise.all(Array.from({ length: SOCKETS }, async (_, index) => {
    const origin = origins[index % 3 === 0 ? 1 : 0];
    if (index % 2) {
      live.push(await joined(`${origin}/api/requests/${requestId}/live`, cookie));
      return;
    }
    const client = await WsClient.open(`${origin}/api/live`, { cookie });
    client.send({ type: "joinRequest", requestId });
    await client.take("joined");
    inbox.push(client);
  }));
  return { user, cookie, live, inbox };
}

/** Sockets that are being opened while the access ends, and ask for what they have missed. */
async function comeIn(
  { origins, requestId, witnesses }: Scene,
  cookie: string,
): Promise<WsClient[]> {
  const after = witnesses[0]!.log(requestId).at(-1)!.seq - 10;
  const coming = await Promise.allSettled(Array.from({ length: 6 }, (_, index) => {
    const url = `${origins[index % 2]}/api/requests/${requestId}/live?after=${after}`;
    return WsClient.open(url, { cookie });
  }));
  return coming.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
}

function write(client: WsClient, requestId: string, name: string, count: number): void {
  for (let n = 0; n < count; n++) {
    const body = `${name}/${n}`;
    client.send({ type: "sendMessage", requestId, clientId: body, body });
  }
}

const bodiesOf = (log: NumberedFrame[]): string[] =>
  log.flatMap((frame) => "message" in frame ? [frame.message.body] : []);

/** One person's access ends, in the middle of it all. Gives their sockets. */
async function round(
  scene: Scene,
  name: string,
  end: (leaver: Leaver) => Promise<{ status: number }>,
): Promise<Leaver> {
  const { requestId, flood, witnesses: [witness] } = scene;
  const leaver = await newLeaver(scene, name);
  const sockets = [...leaver.live, ...leaver.inbox];
  flood.mark(`${name}:before`);
  await flood.stored(2);
  const coming = comeIn(scene, leaver.cookie);
  for (const client of sockets) write(client, requestId, `${name}:own-before`, QUEUED);
  const { status } = await end(leaver);
  flood.mark(`${name}:after`);
  assert.ok(status >= 200 && status < 400, `confirmed: ${status}`);
  for (const client of leaver.inbox) write(client, requestId, `${name}:own-after`, 1);
  await flood.stored(AFTERWARDS);

  const others = await coming;
  for (const { code } of await Promise.all(others.map((client) => client.closing()))) {
    assert.ok(code === 4401 || code === 4403, `${code}`);
  }
  await flood.stored(AFTERWARDS * 2);
  for (const client of [...sockets, ...others]) {
    const late = bodiesOf(client.log(requestId)).filter((body) => body.startsWith(`${name}:after`));
    assert.deepEqual(late, [], "written after the end was confirmed");
  }
  const log = bodiesOf(witness!.log(requestId));
  const first = log.findIndex((body) => body.startsWith(`${name}:after`));
  assert.ok(first > 0);
  const own = log.slice(first).filter((body) => body.startsWith(`${name}:own`));
  assert.deepEqual(own, [], "stored after the end was confirmed");
  return leaver;
}

async function assertClosed(clients: WsClient[], code: number): Promise<void> {
  const closed = await Promise.all(clients.map((client) => client.closing()));
  assert.deepEqual(closed.map(({ code }) => code), clients.map(() => code));
}

/** Everybody else has had every event, once and in order. */
async function assertUndisturbed({ requestId, flood, witnesses }: Scene): Promise<void> {
  await flood[Symbol.asyncDispose]();
  const heads = () => witnesses.map((client) => client.log(requestId).at(-1)!.seq);
  await until(() => new Set(heads()).size === 1, () => `one head for all; there are ${heads()}`);
  for (const client of witnesses) {
    const seqs = client.log(requestId).map(({ seq }) => seq);
    assert.deepEqual(seqs, seqs.map((_, index) => index + 1));
    await client.close();
  }
}

Deno.test("whose access has ended gets nothing that was written after it was confirmed", async (t) => {
  await using desk = await openPeopledServer({ isolates: 2, env });
  await using second = await startAppServer({ database: desk.database, env });
  const scene = await openScene(desk, second);
  await using _flood = scene.flood;
  const { origins, requestId } = scene;
  const administer = (user: User, form: Record<string, string>, n: number) =>
    new Caller(origins[n % 2]!, desk.people.ada.cookie).call("POST", `/admin/people/${user.id}`, {
      form,
      headers: { origin: origins[n % 2]! },
    });

  for (let n = 0; n < ROUNDS; n++) {
    for (const action of ["end-sessions", "disable"]) {
      await t.step(`${action}, ${n}`, async () => {
        const { live, inbox } = await round(
          scene,
          `${action}-${n}`,
          ({ user }) => administer(user, { action }, n),
        );
        await assertClosed([...live, ...inbox], 4401);
      });
    }

    await t.step(`another role, ${n}`, async () => {
      const form = { action: "role", role: "requester" };
      const { live, inbox } = await round(
        scene,
        `role-${n}`,
        ({ user }) => administer(user, form, n),
      );
      await assertClosed(live, 4403);
      for (const client of inbox) {
        assert.equal((await client.take("left")).requestId, requestId);
        await client.take("error", ({ code }) => code === "forbidden");
        await client.close();
      }
    });

    await t.step(`signing out, ${n}`, async () => {
      const { live, inbox } = await round(
        scene,
        `sign-out-${n}`,
        ({ cookie }) => new Caller(origins[n % 2]!, cookie).call("DELETE", "/api/session"),
      );
      await assertClosed([...live, ...inbox], 4401);
    });
  }
  await assertUndisturbed(scene);
});
