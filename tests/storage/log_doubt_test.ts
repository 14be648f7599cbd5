import assert from "node:assert/strict";
import { send } from "../helpers/commands.ts";
import { losingAnswers, testOnEachDatabase } from "../helpers/databases.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";
import { type Fault, FAULTS, faulty } from "../helpers/faulty_kv.ts";
import { messageOf, outcomeOf, readLog } from "../helpers/log_reader.ts";
import { oneOf, randomOf } from "../helpers/random.ts";

const SEED = 11;

for (const fault of ["lost", "resent"] as const) {
  testOnEachDatabase(`a commit whose answer is ${fault} is done, and done once`, async (kv) => {
    const desk = deskOn(kv);
    const id = await openRequest(desk);
    const faults: Fault[] = [fault];
    const doubtful = deskOn(faulty(kv, () => faults.pop()));
    const commands = [send("one"), send("two")];
    const { settled, events } = await doubtful.log.append(id, commands, null);
    assert.deepEqual(settled.map(outcomeOf).map(({ isDuplicate }) => isDuplicate), [false, false]);
    const stored = await readLog(desk.log, id);
    assert.equal(stored.length, 3);
    assert.deepEqual(events.map(({ json }) => JSON.parse(json)), stored.slice(1));
    const named = settled.map((one) => outcomeOf(one).messageId);
    assert.deepEqual(named, stored.slice(1).map((event) => messageOf(event).id));
  });
}

testOnEachDatabase("a commit that never took place is done again", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const faults: Fault[] = ["locked", "silent"];
  const { settled } = await deskOn(faulty(kv, () => faults.pop())).log
    .append(id, [send("hello")], null);
  assert.deepEqual([outcomeOf(settled[0]).seq, outcomeOf(settled[0]).isDuplicate], [2, false]);
  assert.equal((await readLog(desk.log, id)).length, 2);
});

testOnEachDatabase("a commit that takes place late is the one that is acknowledged", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const faults: Fault[] = ["late"];
  const { settled, events, head } = await deskOn(faulty(kv, () => faults.pop())).log
    .append(id, [send("hello")], null);
  const [, stored, ...others] = await readLog(desk.log, id);
  assert.deepEqual(others, []);
  assert.deepEqual(outcomeOf(settled[0]), {
    seq: 2,
    messageId: messageOf(stored).id,
    isDuplicate: false,
  });
  assert.deepEqual(events, [], "events of an attempt that failed are not announced");
  assert.equal(head?.request.head, 2, "but the head tells that there is something to read");
});

testOnEachDatabase("nothing is acknowledged while storage gives no answer", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { log } = deskOn(faulty(kv, () => "silent"));
  const refusal = await log.append(id, [send("hello")], null).catch((error) => error);
  assert.deepEqual([refusal.code, refusal.retryable], ["unavailable", true]);
  assert.equal((await readLog(desk.log, id)).length, 1);
});

testOnEachDatabase("commands sent again after a lost answer are repeats", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const command = send("hello");
  await deskOn(losingAnswers(kv, 1)).log.append(id, [command], null);
  const { settled } = await desk.log.append(id, [command], null);
  assert.deepEqual([outcomeOf(settled[0]).seq, outcomeOf(settled[0]).isDuplicate], [2, true]);
});

testOnEachDatabase("through every kind of fault, each command takes effect once", async (kv) => {
  const random = randomOf(SEED);
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { log } = deskOn(faulty(kv, () => oneOf(random, [...FAULTS, undefined])));
  const sent: string[] = [];
  for (let turn = 0; turn < 40; turn++) {
    const commands = Array.from({ length: 1 + Math.floor(random() * 5) }, () => send(`${turn}`));
    const { settled } = await log.append(id, commands, null);
    const outcomes = settled.map(outcomeOf);
    assert(outcomes.every(({ isDuplicate }) => !isDuplicate));
    assert.deepEqual(outcomes.map(({ seq }) => seq), commands.map((_, n) => sent.length + n + 2));
    sent.push(...commands.map(({ clientId }) => clientId));
  }
  const stored = (await readLog(desk.log, id)).slice(1);
  assert.deepEqual(stored.map((event) => messageOf(event).clientId), sent);
});
