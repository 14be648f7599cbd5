/** People let into a room and put out of it: nobody gets what was stored after they were put out. */
import assert from "node:assert/strict";
import { MemoryChannel } from "../../lib/bus/memory_bus.ts";
import type { Room } from "../../lib/chat/room.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { grant, revoke, send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { until } from "../helpers/deadline.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { FakeMember, range } from "../helpers/fake_member.ts";
import { lin, mia, otto } from "../helpers/people.ts";
import { oneOf, randomOf } from "../helpers/random.ts";
import { losing, shuffling, unreliable } from "../helpers/unreliable_bus.ts";

/** Enough members for several slices of a fan-out. */
const CROWD = 300;
const SEEDS = [1, 2, 3, 4];
const CHANGES = 60;

/** A room at event 2, into which Lin was let. */
async function roomWithLin(desk: Desk): Promise<Room> {
  const id = await openRequest(desk);
  await desk.log.append(id, [grant(lin)], null);
  return await desk.rooms.open(id);
}

async function memberOf(room: Room, user = lin): Promise<FakeMember> {
  const member = new FakeMember(user);
  await member.joins(room);
  return member;
}

testOnEachDatabase("who is put out gets neither that event nor what follows", async (kv) => {
  const room = await roomWithLin(deskOn(kv));
  const [out, agent] = [await memberOf(room), await memberOf(room, mia)];
  await room.submit(send("before"));
  await Promise.all([room.submit(revoke(lin.id)), room.submit(send("secret"))]);
  assert.deepEqual([out.seqs, out.isExpelled, room.has(out)], [[3], true, false]);
  assert.deepEqual(agent.seqs, [3, 4, 5]);
  await assertRefused("not_found", out.joins(room, 0));
});

testOnEachDatabase("nor when the room reads it from the log, with others", async (kv) => {
  const [here, there] = [deskOn(kv), deskOn(kv)];
  const room = await roomWithLin(here);
  const [out, agent] = [await memberOf(room), await memberOf(room, mia)];
  await there.log.append(room.requestId, [send("a"), revoke(lin.id), send("secret")], null);
  await room.catchUp();
  assert.deepEqual([out.seqs, out.isExpelled], [[], true]);
  assert.deepEqual(agent.seqs, [3, 4, 5]);
});

testOnEachDatabase("nor when a hint brings it from another isolate", async (kv) => {
  const channel = new MemoryChannel();
  const [here, there] = [channel.open(), channel.open()].map((bus) => deskOn(kv, { bus }));
  const room = await roomWithLin(here!);
  const [out, agent] = [await memberOf(room), await memberOf(room, mia)];
  const far = await there!.rooms.open(room.requestId);
  await Promise.all([far.submit(revoke(lin.id)), far.submit(send("secret"))]);
  await until(() => agent.seqs.length === 2, "both events");
  assert.deepEqual([out.seqs, out.isExpelled], [[], true]);
});

testOnEachDatabase("nor what was on its way to a crowd before it", async (kv) => {
  const room = await roomWithLin(deskOn(kv));
  const crowd = await Promise.all(range(1, CROWD).map(() => memberOf(room, mia)));
  const out = await memberOf(room);
  const sent = room.submit(send("before"));
  const revoked = room.submit(revoke(lin.id));
  await Promise.all([sent, revoked, room.submit(send("secret"))]);
  await until(() => crowd.every(({ seqs }) => seqs.length === 3), "everybody's three events");
  assert(out.isExpelled);
  assert(out.seqs.every((seq) => seq < 4), `got ${out.seqs}`);
});

testOnEachDatabase("nor the rest of a replay that has begun", async (kv) => {
  const desk = deskOn(kv);
  const room = await roomWithLin(desk);
  const texts = range(1, 1_200).map((n) => room.submit(send(`${n}`)));
  await Promise.all(texts);
  const out = new FakeMember(lin);
  let revoked: Promise<unknown> | undefined;
  out.whileDraining = async () => {
    await (revoked ??= room.submit(revoke(lin.id)));
  };
  await assertRefused("not_found", out.joins(room, 0));
  assert(out.seqs.length < 1_200 && !room.has(out));
});

testOnEachDatabase("who was put out elsewhere a moment ago does not join here", async (kv) => {
  const [here, there] = [deskOn(kv), deskOn(kv)];
  const room = await roomWithLin(here);
  await there.log.append(room.requestId, [revoke(lin.id), send("secret")], null);
  const out = new FakeMember(lin);
  await assertRefused("not_found", out.joins(room, 0));
  assert.deepEqual(out.seqs, []);
});

testOnEachDatabase("who was let in elsewhere a moment ago joins here at once", async (kv) => {
  const [here, there] = [deskOn(kv), deskOn(kv)];
  const room = await roomWithLin(here);
  await assertRefused("not_found", here.requests.assertJoinable(otto, room.requestId));
  await there.log.append(room.requestId, [grant(otto)], null);
  await here.requests.assertJoinable(otto, room.requestId);
  assert.deepEqual((await memberOf(room, otto)).seqs, []);
});

testOnEachDatabase("who was put out and let in again joins again", async (kv) => {
  const room = await roomWithLin(deskOn(kv));
  const member = await memberOf(room);
  await room.submit(revoke(lin.id));
  await room.submit(grant(lin));
  assert.deepEqual(member.seqs, []);
  await member.joins(room, 0);
  await room.submit(send("welcome back"));
  assert.deepEqual(member.seqs, range(1, 5));
});

testOnEachDatabase(
  "however hints get lost and mixed up, nobody gets more than theirs",
  async (kv) => {
    for (const seed of SEEDS) {
      const random = randomOf(seed);
      const channel = new MemoryChannel();
      const manglings = [losing, shuffling(random), losing];
      const desks = manglings
        .map((mangling) => deskOn(kv, { bus: unreliable(channel.open(), mangling) }));
      const requestId = (await roomWithLin(desks[0]!)).requestId;
      const rooms = await Promise.all(desks.map(({ rooms }) => rooms.open(requestId)));
      const members = await Promise.all(rooms.map((room) => memberOf(room)));
      const agents = await Promise.all(rooms.map((room) => memberOf(room, mia)));
      const under: Promise<unknown>[] = [];
      for (const n of range(1, CHANGES)) {
        const command = n === CHANGES / 2 ? revoke(lin.id) : send(`${n}`);
        under.push(oneOf(random, desks).requests.submit(requestId, command));
        if (random() < 0.2) under.push(oneOf(random, rooms).catchUp());
        if (random() < 0.2) await under.at(-1);
      }
      await Promise.all(under);
      await Promise.all(rooms.map((room) => room.catchUp()));
      const log = await desks[0]!.log.since(requestId, 0, CHANGES + 2);
      const revokedAt = log.find(({ json }) => json.includes('"revoked"'))!.seq;
      for (const { seqs, isExpelled } of members) {
        assert(isExpelled, `seed ${seed}`);
        assert.deepEqual(seqs, range(3, 2 + seqs.length), `seed ${seed}`);
        assert((seqs.at(-1) ?? 0) < revokedAt, `seed ${seed}: ${seqs.at(-1)} of ${revokedAt}`);
      }
      for (const { seqs } of agents) assert.deepEqual(seqs, range(3, CHANGES + 2));
    }
  },
);
