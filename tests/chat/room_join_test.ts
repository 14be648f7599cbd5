import assert from "node:assert/strict";
import { assertRefused } from "../helpers/accounts.ts";
import { send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { until } from "../helpers/deadline.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { FakeMember, range } from "../helpers/fake_member.ts";
import { ann, mia, otto } from "../helpers/people.ts";

/** A room of a request with this many events, some of them notes. */
async function roomOf(desk: Desk, head: number) {
  const id = await openRequest(desk);
  for (let at = 2; at <= head; at += desk.log.batchMax) {
    const seqs = range(at, Math.min(head, at + desk.log.batchMax - 1));
    const kindOf = (seq: number) => seq % 3 === 0 ? "note" as const : "public" as const;
    await desk.log.append(id, seqs.map((seq) => send(`${seq}`, { kind: kindOf(seq) })), null);
  }
  return await desk.rooms.open(id);
}

testOnEachDatabase("an outsider cannot join", async (kv) => {
  const room = await roomOf(deskOn(kv), 3);
  const outsider = new FakeMember(otto);
  await assertRefused("not_found", outsider.joins(room, 0));
  await room.submit(send("hello"));
  await room.drained();
  assert.deepEqual([outsider.events, room.isIdle], [[], true]);
});

testOnEachDatabase(
  "a cursor beyond the head is refused, and costs nobody their place",
  async (kv) => {
    const room = await roomOf(deskOn(kv), 3);
    const member = new FakeMember(mia);
    await assertRefused("bad_cursor", member.joins(room, 4));
    assert(!room.has(member));
    await member.joins(room, 3);
    await assertRefused("bad_cursor", member.joins(room, 9));
    await room.submit(send("hello"));
    assert.deepEqual(member.seqs, [4], "still in the room");
  },
);

testOnEachDatabase("a requester receives a number and nothing else of a note", async (kv) => {
  const room = await roomOf(deskOn(kv), 6);
  const [requester, agent] = [new FakeMember(ann), new FakeMember(mia)];
  await requester.joins(room, 0);
  await agent.joins(room, 0);
  await room.submit(send("secret", { kind: "note" }));
  assert.deepEqual(requester.seqs, range(1, 7));
  for (const seq of [3, 6, 7]) {
    assert.deepEqual(requester.events[seq - 1], {
      type: "hidden",
      requestId: room.requestId,
      seq,
    });
    assert.equal(agent.events[seq - 1]?.type, "newMessage");
  }
});

testOnEachDatabase("who loses the right during a replay gets no more, and no place", async (kv) => {
  const room = await roomOf(deskOn(kv), 600);
  const member = new FakeMember(mia);
  member.whileDraining = () => {
    member.user = { ...mia, role: "requester" };
    return Promise.resolve();
  };
  await assertRefused("not_found", member.joins(room, 0));
  assert(member.seqs.length < 600, "the rest stays untold");
  assert(!room.has(member));
});

testOnEachDatabase("who loses the right at the end of a replay gets no place", async (kv) => {
  const room = await roomOf(deskOn(kv), 3);
  const member = new FakeMember(mia);
  await member.joins(room);
  member.whileDraining = () => {
    member.user = { ...mia, role: "requester" };
    room.review();
    return Promise.resolve();
  };
  await assertRefused("not_found", member.joins(room, 0));
  assert(!room.has(member), "nor keeps the one it had");
});

testOnEachDatabase("who goes away during a replay gets no place", async (kv) => {
  const room = await roomOf(deskOn(kv), 3);
  const member = new FakeMember(mia);
  member.whileDraining = () => {
    member.isOpen = false;
    return Promise.resolve();
  };
  await assert.rejects(member.joins(room, 0), /went away/);
  assert(room.isIdle);
});

testOnEachDatabase("without a cursor one joins at the head", async (kv) => {
  const room = await roomOf(deskOn(kv), 5);
  const member = new FakeMember(mia);
  assert.deepEqual(await member.joins(room), { events: 0, head: 5 });
  await room.submit(send("hello"));
  assert.deepEqual(member.seqs, [6]);
});

testOnEachDatabase("with a cursor one gets what follows it, and then joins", async (kv) => {
  const room = await roomOf(deskOn(kv), 1_200);
  for (const after of [0, 1, 499, 500, 700, 1_199, 1_200]) {
    const member = new FakeMember(mia);
    assert.deepEqual(await member.joins(room, after), { events: 1_200 - after, head: 1_200 });
    assert.deepEqual(member.seqs, range(after + 1, 1_200));
  }
});

testOnEachDatabase(
  "what is stored during a replay comes once, in order, before or after joining",
  async (kv) => {
    const room = await roomOf(deskOn(kv), 600);
    const member = new FakeMember(mia);
    let submitted: Promise<unknown> = Promise.resolve();
    member.whileDraining = async () => {
      if (member.seqs.length > 610) return;
      await room.submit(send("meanwhile"));
      submitted = room.submit(send("and without waiting"));
    };
    const { events, head } = await member.joins(room, 0);
    assert.equal(events, head, "everything up to the head came before");
    await submitted;
    await room.submit(send("after"));
    assert.deepEqual(member.seqs, range(1, member.seqs.length));
    assert(member.seqs.length > head);
  },
);

testOnEachDatabase(
  "a member may join again to fill a gap, and hears everything once",
  async (kv) => {
    const room = await roomOf(deskOn(kv), 5);
    const member = new FakeMember(mia);
    await member.joins(room, 0);
    const before = member.events.length;
    member.whileDraining = async () => {
      if (member.seqs.at(-1) === 5) await room.submit(send("meanwhile"));
    };
    await member.joins(room, 2);
    await room.submit(send("after"));
    assert.deepEqual(member.seqs.slice(before), range(3, 7));
  },
);

testOnEachDatabase("joining tells of what another instance stored before", async (kv) => {
  const [here, there] = [deskOn(kv), deskOn(kv)];
  const room = await roomOf(here, 3);
  await there.log.append(room.requestId, [send("elsewhere")], null);
  const member = new FakeMember(mia);
  assert.deepEqual(await member.joins(room), { events: 0, head: 4 });
  const elder = new FakeMember(mia);
  assert.deepEqual(await elder.joins(room, 3), { events: 1, head: 4 });
});

testOnEachDatabase("everyone who joins at once is served by few reads", async (kv) => {
  let reads = 0;
  const room = await roomOf(
    deskOn(
      new Proxy(kv, {
        get(target, property) {
          if (property === "list") reads++;
          const value: unknown = Reflect.get(target, property, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      }),
    ),
    5,
  );
  reads = 0;
  const members = Array.from({ length: 100 }, () => new FakeMember(mia));
  await Promise.all(members.map((member) => member.joins(room)));
  assert(reads <= 2, `${reads} reads`);
  await room.submit(send("hello"));
  await until(() => members.every(({ seqs }) => seqs.length === 1), "the event, for everyone");
  assert.deepEqual(room.people(), [mia], "each person once");
});
