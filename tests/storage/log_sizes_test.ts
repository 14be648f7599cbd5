import assert from "node:assert/strict";
import { change, edit, grant, send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";
import { messageOf, outcomeOf, readLog } from "../helpers/log_reader.ts";
import { mia } from "../helpers/people.ts";
import { CommitQueue } from "../../lib/chat/commit_queue.ts";
import { UNOBSERVED } from "../../lib/chat/observer.ts";
import {
  ACCESS_MAX,
  BODY_MAX,
  CLIENT_ID_MAX,
  FRAME_MAX_BYTES,
  NAME_MAX,
  PARTICIPANTS_MAX,
} from "../../lib/model/limits.ts";
import type { User } from "../../lib/model/user.ts";
import type { Command } from "../../lib/storage/command.ts";

/** What a body may hold at its longest: 6 bytes of JSON, or 3 of UTF-8, for a code unit. */
const LONGEST = {
  "control characters": "\u0001".repeat(BODY_MAX),
  "quotes": '"'.repeat(BODY_MAX),
  "Chinese": "漢".repeat(BODY_MAX),
  "emoji": "🔥".repeat(BODY_MAX / 2),
  "control characters and Chinese": "\u0001漢".repeat(BODY_MAX / 2),
  "one Chinese character among control characters": "漢" + "\u0001".repeat(BODY_MAX - 1),
};

/** Somebody whose name and id of a command are as long as they may be. */
function verbose(number: number): User {
  const id = `01J000000000000000000${String(number).padStart(5, "0")}`;
  return { id, username: "u".repeat(32), name: "漢".repeat(NAME_MAX), role: "requester" };
}
const longId = (number: number) => String(number).padStart(CLIENT_ID_MAX, '"');

for (const [what, body] of Object.entries(LONGEST)) {
  testOnEachDatabase(`the longest body of ${what} is sent and edited`, async (kv) => {
    const desk = deskOn(kv);
    const options = { actor: verbose(1), clientId: longId(1) };
    const input = { title: "漢".repeat(200), body, requester: verbose(1), clientId: longId(0) };
    const { request: { id } } = await desk.store.create(input);
    const sent = await desk.log.append(id, [send(body, options)], null);
    const messageId = outcomeOf(sent.settled[0]).messageId!;
    await desk.log.append(id, [edit(messageId, body, { ...options, clientId: longId(2) })], null);
    const events = await readLog(desk.log, id);
    assert.deepEqual(events.map((event) => messageOf(event).body), [body, body, body]);
    assert.equal((await desk.requests.message(mia, id, messageId)).body, body);
    const frames = await desk.log.since(id, 0, 10);
    for (const { json } of frames) assert(new TextEncoder().encode(json).length <= 64 * 1024);
  });
}

testOnEachDatabase("whatever waits goes in commits that storage takes", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const errors: unknown[] = [];
  const queue = new CommitQueue(null, {
    requestId: id,
    log: desk.log,
    onStored: () => {},
    caughtUp: () => null,
    onHead: () => {},
    observer: UNOBSERVED,
    onError: (error) => errors.push(error),
  });
  let made = 0;
  const longest = (actor: User): Command =>
    send(LONGEST["control characters"], { actor, clientId: longId(made++) });
  const short = (): Command => send("short", { clientId: longId(made++) });
  const renamed = (): Command => change({ title: "漢".repeat(200) }, { clientId: longId(made++) });
  const commands = [
    ...Array.from({ length: PARTICIPANTS_MAX + 10 }, (_, n) => longest(verbose(n))),
    ...Array.from({ length: ACCESS_MAX }, (_, n) => grant(verbose(100 + n))),
    ...Array.from({ length: 150 }, renamed),
    ...Array.from({ length: 150 }, short),
  ];
  await Promise.all(commands.map((command) => queue.submit(command)));
  assert.deepEqual(errors, []);
  assert.equal((await desk.log.head(id))?.request.head, commands.length + 1);
  const { participants, access } = (await desk.log.head(id))!.request;
  assert.deepEqual([participants.length, access.length], [PARTICIPANTS_MAX, ACCESS_MAX]);
  for (const { json } of await desk.log.since(id, PARTICIPANTS_MAX, 300)) {
    assert(new TextEncoder().encode(json).length <= FRAME_MAX_BYTES);
  }
});

Deno.test("where an atomic takes ten checks alone, batches are that much smaller", async () => {
  using kv = await Deno.openKv(":memory:");
  const desk = deskOn(kv, { checksMax: 10 });
  assert.equal(desk.log.batchMax, 8);
  const id = await openRequest(desk);
  const room = await desk.rooms.open(id);
  await Promise.all(Array.from({ length: 30 }, (_, n) => room.submit(send(`message ${n}`))));
  assert.equal((await readLog(desk.log, id)).length, 31);
});
