import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { CommitQueue } from "../../lib/chat/commit_queue.ts";
import { UNOBSERVED } from "../../lib/chat/observer.ts";
import { BODY_MAX, ROOM_QUEUE_MAX, ROOM_QUEUE_MAX_CHARS } from "../../lib/model/limits.ts";
import type { LoggedEvent } from "../../lib/storage/command.ts";
import type { RequestLog } from "../../lib/storage/log.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { send } from "../helpers/commands.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";
import { within } from "../helpers/deadline.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { messageOf, readLog } from "../helpers/log_reader.ts";

function queueOn(
  requestId: string,
  log: RequestLog,
  caughtUp: () => Promise<void> | null = () => null,
) {
  const told: { stored: LoggedEvent[]; heads: number[]; errors: unknown[] } = {
    stored: [],
    heads: [],
    errors: [],
  };
  const queue = new CommitQueue(null, {
    requestId,
    log,
    onStored: (events) => told.stored.push(...events),
    caughtUp,
    onHead: (seq) => told.heads.push(seq),
    observer: UNOBSERVED,
    onError: (error) => told.errors.push(error),
  });
  return { queue, told };
}

/** A log that answers only when the test lets it. */
function heldLog({ log }: Pick<Desk, "log">) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const append: RequestLog["append"] = async (...args) => {
    await released;
    return await log.append(...args);
  };
  const held = new Proxy(log, {
    get: (target, property) =>
      property === "append" ? append : Reflect.get(target, property, target),
  });
  return { held, release };
}

/** A log that counts the times it was written to. */
function counted({ log }: Pick<Desk, "log">) {
  let commits = 0;
  const append: RequestLog["append"] = (...args) => {
    commits++;
    return log.append(...args);
  };
  const proxy = new Proxy(log, {
    get: (target, property) =>
      property === "append" ? append : Reflect.get(target, property, target),
  });
  return { log: proxy, commits: () => commits };
}

testOnEachDatabase("beyond its bounds a queue refuses, and takes in again later", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  for (const body of ["x", "x".repeat(BODY_MAX)]) {
    const { held, release } = heldLog(desk);
    const { queue } = queueOn(id, held);
    const first = queue.submit(send("takes the log's time"));
    await turn();
    const most = Math.min(ROOM_QUEUE_MAX, Math.ceil(ROOM_QUEUE_MAX_CHARS / body.length));
    // The same command each time: what counts is how many wait, not how many are stored.
    const command = send(body);
    const waiting = Array.from({ length: most }, () => queue.submit(command));
    const refusal = await assertRefused("unavailable", queue.submit(send("one too many")));
    assert(refusal.retryable);
    release();
    await within(Promise.all([first, ...waiting]), "what waited");
    await queue.submit(send("welcome again"));
  }
});

testOnEachDatabase(
  "a failing commit is answered with a refusal that may be retried",
  async (kv) => {
    const desk = deskOn(kv);
    const id = await openRequest(desk);
    const broken = new Proxy(desk.log, {
      get: (target, property) =>
        property === "append"
          ? () => Promise.reject(new Error("disk on fire"))
          : Reflect.get(target, property, target),
    });
    const { queue, told } = queueOn(id, broken);
    const refusals = [queue.submit(send("one")), queue.submit(send("two"))]
      .map((submitted) => assertRefused("unavailable", submitted));
    for (const { message } of await Promise.all(refusals)) {
      assert(
        !message.includes("disk on fire"),
      );
    }
    assert.equal(told.errors.length, 1, "the failed commit is reported");
    assert(queue.isIdle);
  },
);

testOnEachDatabase("who submits the moment an answer comes is not forgotten", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { queue } = queueOn(id, desk.log);
  // The number of promises between the answer and the next command is the caller's affair.
  for (let depth = 0; depth < 12; depth++) {
    let answered: Promise<unknown> = queue.submit(send(`after ${depth}`));
    for (let hop = 0; hop < depth; hop++) answered = answered.then((outcome) => outcome);
    await within(
      answered.then(() => queue.submit(send("next"))),
      `the command after ${depth} hops`,
    );
  }
});

testOnEachDatabase(
  "a thousand at once take few commits, in the order of submission",
  async (kv) => {
    const { kv: counted, asked } = counting(kv);
    const desk = deskOn(counted);
    const id = await openRequest(desk);
    asked.commits = 0;
    const { queue, told } = queueOn(id, desk.log);
    const bodies = Array.from({ length: 1_000 }, (_, n) => `message ${n}`);
    const outcomes = await Promise.all(bodies.map((body) => queue.submit(send(body))));
    assert(asked.commits <= 12, `${asked.commits} commits`);
    assert.deepEqual(outcomes.map(({ seq }) => seq), bodies.map((_, n) => n + 2));
    const stored = (await readLog(desk.log, id)).slice(1);
    assert.deepEqual(stored.map((event) => messageOf(event).body), bodies);
    assert.deepEqual(told.stored.map(({ seq }) => seq), stored.map(({ seq }) => seq));
  },
);

testOnEachDatabase("events are announced before their senders hear of them", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { queue, told } = queueOn(id, desk.log);
  await Promise.all(Array.from({ length: 20 }, async () => {
    const { seq } = await queue.submit(send("hello"));
    assert(told.stored.some((event) => event.seq === seq));
  }));
});

testOnEachDatabase("a repeat stores nothing, but shows where the log stands", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { queue, told } = queueOn(id, desk.log);
  const command = send("hello");
  await queue.submit(command);
  await desk.log.append(id, [send("elsewhere")], null);
  await queue.submit(command);
  assert.deepEqual([told.stored.map(({ seq }) => seq), told.heads], [[2], [3]]);
});

testOnEachDatabase("drained means that nothing waits any more", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { queue, told } = queueOn(id, desk.log);
  const submitted = Array.from({ length: 300 }, (_, n) => queue.submit(send(`message ${n}`)));
  assert(!queue.isIdle);
  await queue.drained();
  assert(queue.isIdle);
  assert.equal(told.stored.length, 300);
  await Promise.all(submitted);
});

testOnEachDatabase(
  "while a room is behind with its sends, commands wait for one commit",
  async (kv) => {
    const desk = deskOn(kv);
    const { promise: served, resolve: serve } = Promise.withResolvers<void>();
    const { log, commits } = counted(desk);
    const { queue } = queueOn(await openRequest(desk), log, () => commits() === 1 ? served : null);
    await queue.submit(send("the first"));
    const others = ["a", "b", "c"].map((body) => queue.submit(send(body)));
    await turn();
    assert.equal(commits(), 1);
    serve();
    await within(Promise.all(others), "what waited");
    assert.equal(commits(), 2);
  },
);
