/** A fan-out in slices: everybody gets everything once, in order, whoever comes and goes meanwhile. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { Delivery } from "../../lib/chat/delivery.ts";
import { FanOut } from "../../lib/chat/fan_out.ts";
import type { LoggedEvent } from "../../lib/storage/command.ts";
import { send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { until, within } from "../helpers/deadline.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";
import { FakeMember, range } from "../helpers/fake_member.ts";
import { REQUEST_ID } from "../helpers/hints.ts";
import { mia } from "../helpers/people.ts";
import { oneOf, randomOf } from "../helpers/random.ts";

/** Somebody in the room, with what they had when they came and what they got since. */
interface Visitor {
  joinedAt: number;
  seqs: number[];
  texts: number;
}

const eventsOf = (first: number, count: number): LoggedEvent[] =>
  range(first, first + count - 1).map((seq) => ({ seq, kind: "public", json: `{"seq":${seq}}` }));

/** A room in which so many are sent to at once. */
function crowd(sliceMembers: number) {
  const places = new Map<Visitor, number>();
  let [joins, head] = [0, 0];
  const fanOut = new FanOut<Visitor>({
    requestId: REQUEST_ID,
    places,
    sliceMembers,
    send: (visitor, delivery: Delivery) => {
      visitor.texts++;
      visitor.seqs.push(...delivery.frames(mia).map((text) => JSON.parse(text).seq));
    },
  });
  return {
    fanOut,
    places,
    head: () => head,
    join(): Visitor {
      const visitor = { joinedAt: head, seqs: [], texts: 0 };
      places.set(visitor, ++joins);
      return visitor;
    },
    leave: (visitor: Visitor) => places.delete(visitor),
    /** At a new place, with all that is stored by now. */
    rejoin(visitor: Visitor): void {
      places.delete(visitor);
      visitor.seqs.push(...range((visitor.seqs.at(-1) ?? visitor.joinedAt) + 1, head));
      places.set(visitor, ++joins);
    },
    store(count: number, onDelivered?: (members: number) => void): void {
      fanOut.deliver(eventsOf(head + 1, count), joins, onDelivered);
      head += count;
    },
  };
}

Deno.test("a small room is sent to at once", () => {
  const room = crowd(51);
  const visitors = Array.from({ length: 50 }, () => room.join());
  let told = 0;
  room.store(2, (members) => told = members);
  assert.deepEqual([told, room.fanOut.ready()], [50, null]);
  for (const { seqs } of visitors) assert.deepEqual(seqs, [1, 2]);
});

Deno.test("a crowd gets its events in slices, and others have their turns in between", async () => {
  const room = crowd(90);
  const visitors = Array.from({ length: 1_000 }, () => room.join());
  const { promise, resolve } = Promise.withResolvers<number>();
  room.store(1, resolve);
  const served = () => visitors.filter(({ seqs }) => seqs.length > 0).length;
  assert.ok(served() <= 90, `${served()} in the first slice`);
  let turns = 0;
  while (served() < visitors.length) {
    await setImmediate();
    turns++;
  }
  assert.ok(turns >= 10, `${turns} turns`);
  assert.equal(await promise, 1_000);
});

Deno.test("what comes while a crowd is served leaves together, and is bounded", async () => {
  const room = crowd(40);
  const visitors = Array.from({ length: 300 }, () => room.join());
  room.store(1);
  assert.equal(room.fanOut.ready(), null, "the one under way holds up nobody");
  for (let count = 0; count < 99; count++) room.store(5);
  assert.equal(room.fanOut.isBehind, false);
  room.store(5);
  assert.equal(room.fanOut.isBehind, true);
  await room.fanOut.ready();
  assert.equal(room.fanOut.isBehind, false);
  await until(() => visitors.every(({ seqs }) => seqs.length === 501), "everything");
  assert.ok(visitors.every(({ texts }) => texts === 2), "one delivery for all that waited");
});

for (const seed of range(1, 20)) {
  Deno.test(`everybody gets each event once, in order, as people come and go (${seed})`, async () => {
    const random = randomOf(seed);
    const room = crowd(13);
    const here = new Set(Array.from({ length: 100 }, () => room.join()));
    const all = new Set(here);
    const gone: { visitor: Visitor; had: number }[] = [];
    const delivered: number[] = [];
    let stored = 0;
    for (let step = 0; step < 400; step++) {
      const what = oneOf(random, ["store", "join", "leave", "rejoin", "turn"] as const);
      const visitor = oneOf(random, [...here]);
      if (what === "store") {
        const number = stored++;
        room.store(1 + Math.floor(random() * 3), () => delivered.push(number));
      } else if (what === "join") {
        const newcomer = room.join();
        here.add(newcomer);
        all.add(newcomer);
      } else if (what === "leave" && here.size > 20) {
        room.leave(visitor);
        here.delete(visitor);
        gone.push({ visitor, had: visitor.seqs.length });
      } else if (what === "rejoin") room.rejoin(visitor);
      else await setImmediate();
    }
    const head = room.head();
    await until(() => delivered.length === stored, "the end of the fan-outs");
    assert.deepEqual(delivered, range(0, stored - 1), "they end in their order");
    for (const visitor of here) {
      assert.deepEqual(visitor.seqs, range(visitor.joinedAt + 1, head));
    }
    for (const { visitor, had } of gone) {
      assert.equal(visitor.seqs.length, had, "nothing after leaving");
      assert.deepEqual(visitor.seqs, range(visitor.joinedAt + 1, visitor.joinedAt + had));
    }
  });
}

testOnEachDatabase(
  "a flood in a crowd, and somebody who joins in the middle of it",
  async (kv) => {
    const desk = deskOn(kv);
    const room = await desk.rooms.open(await openRequest(desk));
    const members = Array.from({ length: 200 }, () => new FakeMember(mia));
    for (const member of members) await member.joins(room);
    const flood = range(1, 60).map((n) => room.submit(send(`${n}`)));
    const newcomer = new FakeMember(mia);
    const joining = newcomer.joins(room, 0);
    await within(Promise.all(flood), "the acknowledgements");
    await joining;
    await until(() => members.every(({ seqs }) => seqs.length === 60), "everything");
    for (const member of members) assert.deepEqual(member.seqs, range(2, 61));
    await until(() => newcomer.seqs.length === 61, "what the newcomer misses");
    assert.deepEqual(newcomer.seqs, range(1, 61));
  },
);

testOnEachDatabase("hints for a room that is behind are read from the log instead", async (kv) => {
  const [desk, there] = [deskOn(kv), deskOn(kv)];
  const room = await desk.rooms.open(await openRequest(desk));
  const members = Array.from({ length: 200 }, () => new FakeMember(mia));
  for (const member of members) await member.joins(room);
  for (let batch = 0; batch < 8; batch++) {
    const commands = range(1, 98).map((n) => send(`${batch}-${n}`));
    room.accept((await there.log.append(room.requestId, commands, null)).events, 0);
  }
  await until(() => members.every(({ seqs }) => seqs.length >= 8 * 98), "everything");
  for (const member of members) assert.deepEqual(member.seqs, range(2, 1 + 8 * 98));
  assert.deepEqual(desk.errors, []);
});
