import assert from "node:assert/strict";
import { type ClientFrameInput } from "../../lib/model/frames.ts";
import { send } from "../helpers/commands.ts";
import { counting } from "../helpers/databases.ts";
import { openRequest } from "../helpers/desk.ts";
import { range } from "../helpers/fake_member.ts";
import { liveDeskOn } from "../helpers/live_desk.ts";
import { ann, mia } from "../helpers/people.ts";

const FEW = 10;
const MANY = 20_000;

/** What each thing that people do costs, in a request with so many messages. */
async function costsAt(kv: Deno.Kv, messages: number) {
  const { kv: counted, asked } = counting(kv);
  const desk = liveDeskOn(counted);
  const requestId = await openRequest(desk);
  let { head } = { head: await desk.log.head(requestId) };
  for (let at = 1; at < messages; at += desk.log.batchMax) {
    const some = range(at, Math.min(at + desk.log.batchMax, messages) - 1);
    ({ head } = await desk.log.append(requestId, some.map((n) => send(`message ${n}`)), head));
  }
  assert.equal(head?.request.messageCount, messages);

  const costOf = async (act: () => Promise<unknown>) => {
    [asked.reads, asked.commits] = [0, 0];
    await act();
    return { reads: asked.reads, commits: asked.commits };
  };
  const { wire, send: say } = desk.connect(mia);
  const answered = async (frame: ClientFrameInput, type: "joined" | "ack") => {
    const before = wire.framesOf(type).length;
    say(frame);
    await wire.receives(type, before + 1);
  };
  const half = Math.floor(messages / 2);
  const write = { type: "sendMessage" as const, requestId, body: "hello" };
  return {
    page: await costOf(() => desk.requests.messages(ann, requestId, { limit: 50 })),
    pageOfStaff: await costOf(() => desk.requests.messages(mia, requestId, { limit: 50 })),
    pageInTheMiddle: await costOf(() =>
      desk.requests.messages(mia, requestId, { before: half, limit: 50 })
    ),
    firstJoin: await costOf(() => answered({ type: "joinRequest", requestId }, "joined")),
    join: await costOf(() => answered({ type: "joinRequest", requestId }, "joined")),
    message: await costOf(() => answered({ ...write, clientId: "one" }, "ack")),
    nextMessage: await costOf(() => answered({ ...write, clientId: "two" }, "ack")),
    list: await costOf(() => desk.requests.list(ann, { limit: 50 })),
  };
}

Deno.test("what people do costs the same with ten messages and with twenty thousand", async () => {
  using few = await Deno.openKv(":memory:");
  using many = await Deno.openKv(":memory:");
  const costs = await costsAt(few, FEW);
  assert.deepEqual(await costsAt(many, MANY), costs);
  assert.deepEqual(costs, {
    page: { reads: 3, commits: 0 },
    pageOfStaff: { reads: 4, commits: 0 },
    pageInTheMiddle: { reads: 4, commits: 0 },
    firstJoin: { reads: 2, commits: 0 },
    join: { reads: 1, commits: 0 },
    message: { reads: 0, commits: 1 },
    nextMessage: { reads: 0, commits: 1 },
    list: { reads: 5, commits: 0 },
  });
});
