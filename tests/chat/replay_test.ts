import assert from "node:assert/strict";
import { Replay } from "../../lib/chat/replay.ts";
import type { LoggedEvent } from "../../lib/storage/command.ts";
import { mia } from "../helpers/people.ts";

/** A log of so many events that counts how often it is read. */
class CountedLog {
  reads = 0;
  #events: LoggedEvent[];

  constructor(size: number, chars = 20) {
    this.#events = Array.from({ length: size }, (_, index) => eventOf(index + 1, chars));
  }

  slice(from: number, to: number): LoggedEvent[] {
    return this.#events.slice(from - 1, to);
  }

  async since(_requestId: string, after: number, limit: number): Promise<LoggedEvent[]> {
    this.reads++;
    await Promise.resolve();
    return this.#events.slice(after, after + limit);
  }
}

function eventOf(seq: number, chars: number): LoggedEvent {
  return { seq, kind: "public", json: JSON.stringify({ seq, pad: "x".repeat(chars) }) };
}

/** The numbers that someone gets who comes back to a room that stands at `upTo`. */
async function back(replay: Replay, after: number, upTo: number): Promise<number[]> {
  const seqs: number[] = [];
  for (let cursor = after; cursor < upTo;) {
    const deliveries = await replay.since(cursor, upTo);
    assert.ok(deliveries.length > 0, `nothing after ${cursor}`);
    for (const delivery of deliveries) {
      seqs.push(...delivery.frames(mia).map((text): number => JSON.parse(text).seq));
      cursor = delivery.lastSeq;
    }
  }
  return seqs;
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

Deno.test("a crowd that comes back to a room that has just opened costs one read", async () => {
  const log = new CountedLog(100);
  const replay = new Replay("r", log);
  const crowd = await Promise.all(Array.from({ length: 50 }, () => back(replay, 50, 100)));
  for (const seqs of crowd) assert.deepEqual(seqs, numbers(51, 100));
  assert.equal(log.reads, 1);
  assert.deepEqual(await back(replay, 70, 100), numbers(71, 100));
  assert.equal(log.reads, 1, "who missed less needs no read");
});

Deno.test("what the room has just delivered is sent again without a read", async () => {
  const log = new CountedLog(30);
  const replay = new Replay("r", log);
  replay.append(log.slice(11, 20));
  replay.append(log.slice(21, 30));
  assert.deepEqual(await back(replay, 10, 30), numbers(11, 30));
  assert.deepEqual(await back(replay, 25, 28), numbers(26, 28), "and nothing beyond the room");
  assert.equal(log.reads, 0);
  assert.deepEqual(await back(replay, 5, 30), numbers(6, 30));
  assert.equal(log.reads, 1, "what came before is read");
});

Deno.test("what was made for one is sent to the next", async () => {
  const log = new CountedLog(30);
  const replay = new Replay("r", log);
  replay.append(log.slice(1, 30));
  assert.equal(await replay.since(10, 30), await replay.since(10, 30));
});

Deno.test("new events after a hole do not pretend to follow the old ones", async () => {
  const log = new CountedLog(30);
  const replay = new Replay("r", log);
  replay.append(log.slice(1, 10));
  replay.append(log.slice(21, 30));
  assert.deepEqual(await back(replay, 5, 30), numbers(6, 30));
});

Deno.test("a room keeps only so much, however long its history and its messages", async () => {
  for (const chars of [20, 20_000]) {
    const log = new CountedLog(2_000, chars);
    const replay = new Replay("r", log);
    for (const seq of numbers(1, 2_000)) replay.append(log.slice(seq, seq));
    assert.deepEqual(await back(replay, 1_997, 2_000), numbers(1_998, 2_000));
    assert.equal(log.reads, 0);
    assert.deepEqual(await back(replay, 1_700, 2_000), numbers(1_701, 2_000));
    assert.ok(log.reads > 0, "so much is not kept");
  }
});
