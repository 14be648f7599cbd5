import assert from "node:assert/strict";
import { MemoryChannel } from "../../lib/bus/memory_bus.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { send } from "../helpers/commands.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";
import { until } from "../helpers/deadline.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";
import { FakeMember } from "../helpers/fake_member.ts";
import { HINT } from "../helpers/hints.ts";
import { mia } from "../helpers/people.ts";

testOnEachDatabase("there is no room without a request", async (kv) => {
  const { rooms } = deskOn(kv);
  const nowhere = "01J0000000000000000000000X";
  await assertRefused("not_found", rooms.open(nowhere));
  await assertRefused("not_found", rooms.open(nowhere));
  assert.equal(rooms.size, 0);
});

testOnEachDatabase("all who open a room at once are in the same one, for one read", async (kv) => {
  const { kv: counted, asked } = counting(kv);
  const desk = deskOn(counted);
  const id = await openRequest(desk);
  asked.reads = 0;
  const rooms = await Promise.all(Array.from({ length: 50 }, () => desk.rooms.open(id)));
  assert.deepEqual([new Set(rooms).size, asked.reads, desk.rooms.size], [1, 1, 1]);
});

testOnEachDatabase("a room is forgotten when nobody is in it and nothing waits", async (kv) => {
  const { rooms, ...desk } = deskOn(kv);
  const id = await openRequest(desk);
  const room = await rooms.open(id);
  const member = new FakeMember(mia);
  const joining = member.joins(room);
  rooms.sweep();
  assert.equal(await rooms.open(id), room, "not while somebody is joining");
  await joining;
  rooms.sweep();
  assert.equal(rooms.size, 1, "not while somebody is in it");
  room.leave(member);
  const submitted = room.submit(send("hello"));
  rooms.sweep();
  assert.equal(rooms.size, 1, "not while something waits");
  await submitted;
  await room.drained();
  rooms.sweep();
  assert.equal(rooms.size, 0);
  assert.notEqual(await rooms.open(id), room);
});

testOnEachDatabase(
  "a hint reaches the room of its request, and no other isolate's own",
  async (kv) => {
    const channel = new MemoryChannel();
    const [here, there] = [channel, channel].map((each) => deskOn(kv, { bus: each.open() }));
    const id = await openRequest(here!);
    const member = new FakeMember(mia);
    await member.joins(await here!.rooms.open(id));
    const stray = channel.open();
    stray.publish(HINT);
    await there!.requests.submit(id, send("elsewhere"));
    await until(() => member.seqs.length === 1, "the hint");
    assert.deepEqual([here!.rooms.size, there!.rooms.size], [1, 1]);
  },
);

testOnEachDatabase("closing stores what waits, and hears no hint after", async (kv) => {
  const channel = new MemoryChannel();
  const desk = deskOn(kv, { bus: channel.open() });
  const id = await openRequest(desk);
  const room = await desk.rooms.open(id);
  const submitted = Array.from({ length: 200 }, (_, n) => room.submit(send(`message ${n}`)));
  await desk.rooms.close();
  assert.equal((await desk.log.head(id))?.request.head, 201);
  await Promise.all(submitted);
  assert.equal(desk.rooms.size, 0);
});
