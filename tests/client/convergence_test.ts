import { deepEqual, equal, ok } from "node:assert/strict";
import { openLiveRequest } from "../../lib/client/live_request.ts";
import { fakeEnvironment, settled } from "./fake_environment.ts";
import { FakeServer } from "./fake_server.ts";
import { agent, asker, request, REQUEST_ID } from "./samples.ts";

const STEPS = 400;
const PAGE_SIZE = 5;
/** The log's own frames and answers to commands may be lost on the way; a joining is not. */
const LOSABLE = new Set(["newMessage", "messageUpdated", "messageDeleted", "hidden", "ack"]);

/** Mulberry32: small, and the same on every machine. */
function seededRandom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function setUp(seed: number) {
  const random = seededRandom(seed);
  const environment = fakeEnvironment();
  environment.random = random;
  const server = new FakeServer();
  for (let count = 0; count < 20; count++) server.post(agent, `theirs-${count}`, `before ${count}`);
  environment.fetch = (path) => {
    const query = new URL(path, "https://desk.example").searchParams;
    const before = query.get("before");
    const page = server.page(Number(query.get("limit")), before === null ? undefined : +before);
    return Promise.resolve(Response.json(page));
  };
  const live = openLiveRequest(
    { request, ...server.page(PAGE_SIZE), me: asker, pageSize: PAGE_SIZE },
    environment,
  );
  const pick = (bound: number) => Math.floor(random() * bound);
  return { random, pick, environment, server, live };
}

type Desk = ReturnType<typeof setUp>;

/** Brings what is on the wire: some of it lost, doubled or in another order. */
function deliver({ server, random, pick }: Desk, isFaithful = false): void {
  const frames: object[] = [];
  for (const frame of server.wire.splice(0)) {
    const fate = isFaithful || !LOSABLE.has(frame.type) ? 1 : random();
    if (fate < 0.05) continue;
    frames.push(frame);
    if (fate < 0.1) frames.push(frame);
    if (fate < 0.15 && frames.length > 1) frames.splice(pick(frames.length), 0, frames.pop()!);
  }
  if (frames.length === 0) return;
  if (random() < 0.5) server.socket?.receivesText(JSON.stringify(frames));
  else server.socket?.receives(...frames);
}

function accept({ environment, server }: Desk): void {
  const newest = environment.sockets.at(-1);
  const isNew = newest !== undefined && newest.onopen !== null && newest !== server.socket;
  if (isNew) server.accept(newest);
}

async function step(desk: Desk, index: number): Promise<void> {
  const { live, server, environment, random, pick } = desk;
  const shown = live.messages.value;
  const some = shown[pick(shown.length)];
  const all = [...server.messages.keys()];
  const acts: (() => unknown)[] = [
    () => server.post(agent, `theirs-again-${index}`, `during ${index}`),
    () => server.hide(),
    () => server.rename(`title ${index}`),
    () => server.edit(all[pick(all.length)]!, `edited ${index}`),
    () => server.remove(all[pick(all.length)]!),
    () => live.send(`own words ${index}`),
    () => live.send(`own words ${index}`),
    () => some && live.edit(some.id, `own edit ${index}`),
    () => some && random() < 0.3 && live.remove(some.id),
    () => random() < 0.3 && server.cut([1006, 1012, 4413, 4408][pick(4)]!),
    () => random() < 0.2 && live.loadEarlier(),
    () => environment.clock.advance(pick(4000)),
    () => accept(desk),
    () => server.readCommands(() => random() < 0.2),
    () => server.readCommands(() => random() < 0.2),
    () => deliver(desk),
    () => deliver(desk),
  ];
  acts[pick(acts.length)]!();
  if (random() < 0.1) await settled();
}

/** A calm network, long enough for everything to arrive. */
async function calm(desk: Desk): Promise<void> {
  await settled();
  for (let round = 0; round < 300; round++) {
    accept(desk);
    desk.server.readCommands(() => false);
    deliver(desk, true);
    desk.environment.clock.advance(1000);
  }
  await settled();
}

for (let seed = 1; seed <= 40; seed++) {
  Deno.test(`the feed ends equal to the log, whatever the network does (seed ${seed})`, async () => {
    const desk = setUp(seed);
    const { live, server, environment } = desk;
    const ownSends: string[] = [];
    const send = live.send;
    live.send = (body, kind) => {
      const clientId = send(body, kind);
      ownSends.push(clientId);
      return clientId;
    };
    for (let index = 0; index < STEPS; index++) {
      await step(desk, index);
      const seqs = live.messages.value.map(({ seq }) => seq);
      ok(seqs.every((seq, at) => at === 0 || seqs[at - 1]! < seq), "ascending, nothing doubled");
      const bubbles = [...live.messages.value, ...live.pending.value]
        .map(({ clientId }) => clientId).filter((clientId) => ownSends.includes(clientId));
      equal(new Set(bubbles).size, bubbles.length, "no message has two bubbles");
    }
    await calm(desk);
    server.hide();
    await calm(desk);

    const window = live.messages.value;
    deepEqual(window, [...server.messages.values()].slice(-window.length));
    deepEqual(live.pending.value, []);
    equal(live.pendingChanges.value.size, 0);
    const lastRename = server.log.findLast((event) => event.type === "requestUpdated");
    if (lastRename?.type === "requestUpdated") deepEqual(live.request.value, lastRename.request);
    const posted = [...server.messages.values()]
      .filter(({ author }) => author.id === asker.id).map(({ clientId }) => clientId);
    deepEqual(posted, ownSends, "each own message is stored once, in the order written");
    deepEqual(live.status.value, { kind: "live", completeTo: server.head });
    equal(window.every(({ requestId }) => requestId === REQUEST_ID), true);
    live.close();
    equal(environment.clock.timersRunning, 0);
  });
}
