import assert from "node:assert/strict";
import type { LoggedEvent } from "../../lib/storage/command.ts";
import { change, send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { until } from "../helpers/deadline.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { FakeMember, range } from "../helpers/fake_member.ts";
import { type Fault, faulty } from "../helpers/faulty_kv.ts";
import { ann, mia, otto } from "../helpers/people.ts";

/** A room with a member in it, and another instance that writes to the same request. */
async function roomWithMember(kv: Deno.Kv) {
  const [desk, there] = [deskOn(kv), deskOn(kv)];
  const id = await openRequest(desk);
  const room = await desk.rooms.open(id);
  const member = new FakeMember(mia);
  await member.joins(room, 0);
  return { desk, there, room, member };
}

/** Events that another instance stored, as its hint would bring them. */
async function storedBy(there: Desk, requestId: string, count: number): Promise<LoggedEvent[]> {
  const commands = range(1, count).map((n) => send(`elsewhere ${n}`));
  return (await there.log.append(requestId, commands, null)).events;
}

testOnEachDatabase("a hint that is behind, doubled or empty changes nothing", async (kv) => {
  const { room, member, there } = await roomWithMember(kv);
  const events = await storedBy(there, room.requestId, 3);
  for (const hint of [events, events, events.slice(1), []]) room.accept(hint, 0);
  assert.deepEqual(member.seqs, [1, 2, 3, 4]);
});

testOnEachDatabase("a hint that overlaps what is known brings the rest", async (kv) => {
  const { room, member, there } = await roomWithMember(kv);
  const events = await storedBy(there, room.requestId, 4);
  room.accept(events.slice(0, 2), 0);
  room.accept(events.slice(1), 0);
  assert.deepEqual(member.seqs, [1, 2, 3, 4, 5]);
});

testOnEachDatabase(
  "a hint with a hole before it or in it is made whole from the log",
  async (kv) => {
    const { room, member, there } = await roomWithMember(kv);
    const events = await storedBy(there, room.requestId, 5);
    room.accept(events.slice(2, 3), 0);
    await until(() => member.seqs.length === 6, "what was missing");
    const others = await storedBy(there, room.requestId, 3);
    room.accept([others[0]!, others[2]!], 0);
    await until(() => member.seqs.length === 9, "what was missing in between");
    assert.deepEqual(member.seqs, range(1, 9));
  },
);

testOnEachDatabase("a hint during a reading of the log brings nothing twice", async (kv) => {
  const { room, member, there } = await roomWithMember(kv);
  const events = await storedBy(there, room.requestId, 5);
  const reading = room.catchUp();
  room.accept(events.slice(0, 3), 0);
  const another = room.catchUp();
  room.accept(events, 0);
  await Promise.all([reading, another]);
  assert.deepEqual(member.seqs, range(1, 6));
});

testOnEachDatabase("own commands after those of others bring the others' first", async (kv) => {
  const { room, member, there } = await roomWithMember(kv);
  await storedBy(there, room.requestId, 3);
  const { seq } = await room.submit(send("mine"));
  assert.equal(seq, 5);
  await until(() => member.seqs.length === 5, "everything");
  assert.deepEqual(member.seqs, range(1, 5));
});

testOnEachDatabase("a commit that took place unnoticed is delivered all the same", async (kv) => {
  const faults: Fault[] = [];
  const desk = deskOn(faulty(kv, () => faults.pop()));
  const room = await desk.rooms.open(await openRequest(desk));
  const member = new FakeMember(mia);
  await member.joins(room, 0);
  faults.push("late");
  assert.equal((await room.submit(send("hello"))).isDuplicate, false);
  await until(() => member.seqs.length === 2, "the event");
});

testOnEachDatabase("a reading that fails leaves no hole behind", async (kv) => {
  let isBroken = false;
  const desk = deskOn(
    new Proxy(kv, {
      get(target, property) {
        if (property === "list" && isBroken) throw new Error("disk on fire");
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }),
  );
  const room = await desk.rooms.open(await openRequest(desk));
  const member = new FakeMember(mia);
  await member.joins(room, 0);
  const events = await storedBy(deskOn(kv), room.requestId, 3);
  isBroken = true;
  room.accept(events.slice(2), 0);
  await assert.rejects(room.catchUp(), /disk on fire/);
  assert.deepEqual([member.seqs, desk.errors.length], [[1], 1]);
  isBroken = false;
  room.accept(events.slice(2), 0);
  await until(() => member.seqs.length === 4, "the events");
  assert.deepEqual(member.seqs, range(1, 4));
});

testOnEachDatabase("who may not read any more is put out by the next event", async (kv) => {
  const { room, member } = await roomWithMember(kv);
  const requester = new FakeMember(ann);
  await requester.joins(room);
  member.user = { ...mia, role: "requester" };
  await room.submit(send("secret"));
  assert.deepEqual([member.seqs, member.isExpelled, room.has(member)], [[1], true, false]);
  assert.deepEqual([requester.seqs, requester.isExpelled], [[2], false]);
});

testOnEachDatabase("a changed role counts from the next event on", async (kv) => {
  const { room } = await roomWithMember(kv);
  const member = new FakeMember(ann);
  await member.joins(room);
  await room.submit(send("a note", { kind: "note" }));
  member.user = { ...ann, role: "agent" };
  await room.submit(send("another note", { kind: "note", actor: otto }));
  await room.submit(change({ title: "Other" }));
  assert.deepEqual(member.events.map(({ type }) => type), [
    "hidden",
    "newMessage",
    "requestUpdated",
  ]);
});

testOnEachDatabase("who has left hears nothing, and the room is idle", async (kv) => {
  const { room, member } = await roomWithMember(kv);
  assert(!room.isIdle);
  room.leave(member);
  assert(room.isIdle);
  const submitted = room.submit(send("hello"));
  assert(!room.isIdle, "not while something waits to be stored");
  await submitted;
  await room.drained();
  assert.deepEqual([member.seqs, room.isIdle], [[1], true]);
});
