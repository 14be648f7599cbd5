/** The log as a test looks at it: whole, parsed, and checked for holes. */
import assert from "node:assert/strict";
import type { StoredEvent } from "../../lib/model/events.ts";
import type { Settled } from "../../lib/storage/command.ts";
import type { RequestLog } from "../../lib/storage/log.ts";

const EVENTS_AT_ONCE = 1_000;

/** Every event of a request. Fails if one is missing or not what its place says. */
export async function readLog(log: RequestLog, requestId: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  while (true) {
    const logged = await log.since(requestId, events.length, EVENTS_AT_ONCE);
    for (const { seq, json } of logged) {
      const event: StoredEvent = JSON.parse(json);
      assert.equal(seq, events.length + 1, "the numbering is dense");
      assert.deepEqual([event.seq, event.requestId], [seq, requestId]);
      events.push(event);
    }
    if (logged.length < EVENTS_AT_ONCE) break;
  }
  assert.equal((await log.head(requestId))?.request.head, events.length, "the head is the last");
  return events;
}

/** What an event that is about a message says of it. */
export function messageOf(event: StoredEvent | undefined) {
  assert(event && "message" in event, `${event?.type} is not about a message`);
  return event.message;
}

export function outcomeOf(settled: Settled | undefined) {
  assert(settled && "outcome" in settled, `not done: ${Deno.inspect(settled)}`);
  return settled.outcome;
}

export function refusalOf(settled: Settled | undefined) {
  assert(settled && "error" in settled, `not refused: ${Deno.inspect(settled)}`);
  return settled.error;
}
