import assert from "node:assert/strict";
import { MemoryChannel } from "../../lib/bus/memory_bus.ts";
import { Poll } from "../../lib/bus/poll.ts";
import { readMarks } from "../../lib/storage/marks.ts";
import { send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { FakeMember, range } from "../helpers/fake_member.ts";
import { ada, mia } from "../helpers/people.ts";
import { oneOf, randomOf } from "../helpers/random.ts";
import { losing, type Mangling, shuffling, unreliable } from "../helpers/unreliable_bus.ts";

const ISOLATES = 3;
const MESSAGES = 120;
const SEEDS = [1, 2, 3, 4, 5];

function isolatesOn(kv: Deno.Kv, manglingOf: () => Mangling): Desk[] {
  const channel = new MemoryChannel();
  return range(1, ISOLATES).map(() =>
    deskOn(kv, { bus: unreliable(channel.open(), manglingOf()) })
  );
}

function pollOf({ kv, rooms }: Desk): Poll {
  return new Poll({
    readMarks: () => readMarks(kv),
    everyMs: 60_000,
    onActivity: (shards) => rooms.catchUp(shards),
    onAccess: () => Promise.resolve(),
    onError: (error) => assert.fail(String(error)),
  });
}

/** Two members on every isolate, one of them from the start; and writers everywhere. */
async function talk(desks: Desk[], random: () => number): Promise<FakeMember[]> {
  const requestId = await openRequest(desks[0]!);
  const members: FakeMember[] = [];
  const join = async ({ rooms }: Desk) => {
    const member = new FakeMember(oneOf(random, [mia, ada]));
    members.push(member);
    await member.joins(await rooms.open(requestId), 0);
  };
  await Promise.all(desks.map(join));
  const latecomers = desks.map(() => Math.floor(random() * MESSAGES));
  const under: Promise<unknown>[] = [];
  for (const n of range(0, MESSAGES - 1)) {
    under.push(oneOf(random, desks).requests.submit(requestId, send(`${n}`)));
    desks.forEach((desk, index) => {
      if (latecomers[index] === n) under.push(join(desk));
    });
    if (random() < 0.3) await under.at(-1);
  }
  await Promise.all(under);
  return members;
}

const assertAll = (members: FakeMember[]) => {
  for (const { seqs } of members) assert.deepEqual(seqs, range(1, MESSAGES + 1));
};

testOnEachDatabase("with every hint lost, everyone has everything after one poll", async (kv) => {
  const desks = isolatesOn(kv, () => losing);
  const polls = desks.map(pollOf);
  await Promise.all(polls.map((poll) => poll.check()));
  const members = await talk(desks, randomOf(SEEDS[0]!));
  await Promise.all(polls.map((poll) => poll.check()));
  assertAll(members);
  assert.deepEqual(desks.flatMap(({ errors }) => errors), []);
});

testOnEachDatabase(
  "hints lost, doubled, late and out of order bring each event once",
  async (kv) => {
    for (const seed of SEEDS) {
      const random = randomOf(seed);
      const desks = isolatesOn(kv, () => shuffling(random));
      const members = await talk(desks, random);
      for (const { seqs } of members) assert.deepEqual(seqs, range(1, seqs.length), `seed ${seed}`);
      await Promise.all(desks.map((desk) => pollOf(desk).check()));
      assertAll(members);
      assert.deepEqual(desks.flatMap(({ errors }) => errors), []);
    }
  },
);
