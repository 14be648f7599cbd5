import assert from "node:assert/strict";
import type { Status } from "../../lib/model/request.ts";
import type { ActivityCursor } from "../../lib/storage/activity.ts";
import { change, send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { ann, otto } from "../helpers/people.ts";
import { oneOf, randomOf } from "../helpers/random.ts";

const ALL: Status[] = ["open", "pending", "solved", "closed"];
const SEED = 7;

const idsOf = async (desk: Desk, scope: "all" | `user:${string}`, statuses = ALL, limit = 50) => {
  const { requests } = await desk.store.list(scope, statuses, { cursor: null, limit });
  return requests.map(({ id }) => id);
};

/** Requests, each a second after the one before. */
async function requestsOf(desk: Desk, count: number, requester = ann): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    desk.time.now += 1_000;
    ids.push(await openRequest(desk, requester));
  }
  return ids;
}

testOnEachDatabase("a list of one's own holds nobody else's requests", async (kv) => {
  const desk = deskOn(kv);
  const [anns] = await requestsOf(desk, 1, ann);
  const [ottos] = await requestsOf(desk, 1, otto);
  assert.deepEqual(await idsOf(desk, `user:${ann.id}`), [anns]);
  assert.deepEqual(await idsOf(desk, `user:${otto.id}`), [ottos]);
  assert.deepEqual(await idsOf(desk, "all"), [ottos, anns]);
});

testOnEachDatabase("the request with the newest activity comes first", async (kv) => {
  const desk = deskOn(kv);
  const [first, second, third] = await requestsOf(desk, 3);
  desk.time.now += 1_000;
  await desk.log.append(first!, [send("any news?", { actor: otto })], null);
  assert.deepEqual(await idsOf(desk, "all"), [first, third, second]);
  assert.deepEqual(await idsOf(desk, `user:${ann.id}`), [first, third, second]);
});

testOnEachDatabase("several activities in one millisecond leave one entry", async (kv) => {
  const desk = deskOn(kv);
  const [id] = await requestsOf(desk, 1);
  for (let n = 0; n < 3; n++) await desk.log.append(id!, [send("now")], null);
  assert.deepEqual(await idsOf(desk, "all"), [id]);
  const entries = await Array.fromAsync(kv.list({ prefix: ["activity"] }));
  assert.equal(entries.length, 2, "one for everyone's list, one for the requester's");
});

testOnEachDatabase("a list of one status follows every change of status", async (kv) => {
  const desk = deskOn(kv);
  const [first, second] = await requestsOf(desk, 2);
  const listed = () => Promise.all(ALL.map((status) => idsOf(desk, "all", [status])));
  assert.deepEqual(await listed(), [[second, first], [], [], []]);
  desk.time.now += 1_000;
  await desk.log.append(first!, [change({ status: "pending" })], null);
  assert.deepEqual(await listed(), [[second], [first], [], []]);
  await desk.log.append(first!, [change({ status: "solved" }), send("x")], null);
  await desk.log.append(second!, [change({ status: "closed" })], null);
  assert.deepEqual(await listed(), [[], [], [first], [second]]);
});

testOnEachDatabase("page by page, every request is listed once and in order", async (kv) => {
  const desk = deskOn(kv);
  const random = randomOf(SEED);
  const ids = await requestsOf(desk, 23);
  for (const id of ids) {
    // Some at the same moment: their ids decide.
    desk.time.now += oneOf(random, [0, 1_000]);
    await desk.log.append(id, [change({ status: oneOf(random, ALL) })], null);
  }
  const whole = await idsOf(desk, "all");
  assert.deepEqual(new Set(whole), new Set(ids));
  for (const limit of [1, 5, 22, 23, 24]) {
    const paged: string[] = [];
    let cursor: ActivityCursor | null = null;
    do {
      const page: Awaited<ReturnType<typeof desk.store.list>> = await desk.store
        .list("all", ALL, { cursor, limit });
      paged.push(...page.requests.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    assert.deepEqual(paged, whole, `with ${limit} a page`);
  }
});

testOnEachDatabase("what became active while a list was read is not in it twice", async (kv) => {
  const desk = deskOn(kv);
  const ids = await requestsOf(desk, 4);
  const first = await desk.store.list("all", ALL, { cursor: null, limit: 2 });
  desk.time.now += 1_000;
  await desk.log.append(ids[3]!, [send("again")], null);
  const second = await desk.store.list("all", ALL, { cursor: first.next, limit: 2 });
  const seen = [...first.requests, ...second.requests].map(({ id }) => id);
  assert.deepEqual(seen, ids.toReversed());
});

testOnEachDatabase("within a second, too, the newest activity comes first", async (kv) => {
  const desk = deskOn(kv);
  const [first, second] = await requestsOf(desk, 2);
  for (const id of [first!, second!, first!]) {
    desk.time.now += 5;
    await desk.log.append(id, [send("again")], null);
  }
  assert.deepEqual(await idsOf(desk, "all"), [first, second]);
});
