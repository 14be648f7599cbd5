import assert from "node:assert/strict";
import { losingAnswers, outrun, testOnEachDatabase } from "../helpers/databases.ts";
import { deskOn } from "../helpers/desk.ts";
import { faulty } from "../helpers/faulty_kv.ts";
import { messageOf, readLog } from "../helpers/log_reader.ts";
import { ann, mia, otto } from "../helpers/people.ts";

const INPUT = { title: "No coffee", body: "Since Monday.", requester: ann, clientId: "one" };

testOnEachDatabase("a request that could not be stored is not there", async (kv) => {
  const desk = deskOn(faulty(kv, () => "silent"));
  const refusal = await desk.store.create(INPUT).catch((error) => error);
  assert.deepEqual([refusal.code, refusal.retryable], ["unavailable", true]);
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: [] })), []);
});

testOnEachDatabase("a request sent again is the same request", async (kv) => {
  const { store, requests } = deskOn(kv);
  const first = await store.create(INPUT);
  const again = await store.create({ ...INPUT, title: "Other" });
  assert.deepEqual([first.isDuplicate, again.isDuplicate], [false, true]);
  assert.deepEqual(again.request, first.request);
  assert.equal((await requests.list(ann, { limit: 50 })).requests.length, 1);
});

testOnEachDatabase("equal ids of different people make different requests", async (kv) => {
  const { store } = deskOn(kv);
  const first = await store.create(INPUT);
  const second = await store.create({ ...INPUT, requester: otto });
  assert.equal(second.isDuplicate, false);
  assert.notEqual(second.request.id, first.request.id);
});

testOnEachDatabase("a request that was stored without an answer is not a repeat", async (kv) => {
  const lost = await deskOn(losingAnswers(kv, 1)).store.create(INPUT);
  assert.equal(lost.isDuplicate, false);
  const faults = ["resent" as const];
  const other = { ...INPUT, clientId: "two" };
  const resent = await deskOn(faulty(kv, () => faults.pop())).store.create(other);
  assert.equal(resent.isDuplicate, false);
  assert.equal((await deskOn(kv).requests.list(mia, { limit: 50 })).requests.length, 2);
});

testOnEachDatabase("of two equal requests at once, one is made", async (kv) => {
  const theirs = deskOn(kv);
  let first: string | undefined;
  const late = outrun(kv, 1, async () => first = (await theirs.store.create(INPUT)).request.id);
  const { request, isDuplicate } = await deskOn(late).store.create(INPUT);
  assert.deepEqual([request.id, isDuplicate], [first, true]);
});

testOnEachDatabase("a new request is open, and its first message is event 1", async (kv) => {
  const { store, log } = deskOn(kv);
  const { request } = await store.create(INPUT);
  const [event, ...others] = await readLog(log, request.id);
  const { body, author, kind, clientId } = messageOf(event);
  assert.deepEqual(others, []);
  assert.deepEqual({ body, author, kind, clientId }, {
    body: INPUT.body,
    author: ann,
    kind: "public",
    clientId: "one",
  });
  const { title, status, requester, assignee, head, messageCount } = request;
  assert.deepEqual({ title, status, requester, assignee, head, messageCount }, {
    title: INPUT.title,
    status: "open",
    requester: ann,
    assignee: null,
    head: 1,
    messageCount: 1,
  });
});
