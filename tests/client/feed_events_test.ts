// How each event of the log changes what is shown.
import { deepEqual, equal, notEqual } from "node:assert/strict";
import { createFeed } from "../../lib/client/feed.ts";
import type { IncomingFrame } from "../../lib/client/frames.ts";
import type { LogEvent } from "../../lib/model/events.ts";
import type { Message } from "../../lib/model/message.ts";
import { edited, openFeed, seqs, take } from "./feed_steps.ts";
import { asker, message, newMessage, page, request, REQUEST_ID } from "./samples.ts";

const hidden = (seq: number): LogEvent => ({ type: "hidden", requestId: REQUEST_ID, seq });

function deleted(seq: number, of: number): LogEvent {
  const tombstone = message(of, { body: "", deletedAt: "2026-01-01T00:00:02.000Z" });
  return {
    type: "messageDeleted",
    requestId: REQUEST_ID,
    seq,
    messageId: tombstone.id,
    message: tombstone,
  };
}

Deno.test("new messages are appended, and what did not change stays the same object", () => {
  const feed = openFeed();
  const { feed: next } = take(feed, newMessage(4), newMessage(5));
  deepEqual([seqs(next), next.last], [[1, 2, 3, 4, 5], 5]);
  equal(next.messages[0], feed.messages[0]);
  notEqual(next.messages, feed.messages);
  deepEqual(seqs(feed), [1, 2, 3]);
});

Deno.test("hidden events and events of a later version count and show nothing", () => {
  const later = { type: "messagePinned", requestId: REQUEST_ID, seq: 5 } as unknown as LogEvent;
  const { feed } = take(openFeed(), hidden(4), later, newMessage(6));
  deepEqual([feed.last, seqs(feed)], [6, [1, 2, 3, 6]]);
});

Deno.test("the place that someone has read up to is no event", () => {
  const read = { type: "readUpTo", requestId: REQUEST_ID, userId: "U2", seq: 4 };
  deepEqual(take(openFeed(), read as unknown as IncomingFrame).feed.last, 3);
});

Deno.test("edits and tombstones replace the message in its place", () => {
  const { feed } = take(openFeed(), edited(4, 1, "better"), deleted(5, 2));
  deepEqual(feed.messages.map(({ body }) => body), ["better", "", "message 3"]);
  deepEqual([feed.last, feed.messages[1]!.deletedAt === null], [5, false]);
});

Deno.test("edits of messages that are not loaded count and show nothing", () => {
  const feed = openFeed(10, 12, true);
  const { feed: next } = take(feed, edited(13, 2, "better"));
  deepEqual([next.last, next.messages], [13, feed.messages]);
});

Deno.test("a change of the request is taken over", () => {
  const solved = { ...request, status: "solved" as const };
  const { feed } = take(openFeed(), {
    type: "requestUpdated",
    requestId: REQUEST_ID,
    seq: 4,
    request: solved,
    changes: { status: "solved" },
  });
  deepEqual([feed.request.status, feed.last], ["solved", 4]);
});

Deno.test("a message that the page held ahead of its head is not doubled by its event", () => {
  const ahead = { ...page(1, 4), head: 3 };
  const { feed } = take(createFeed(request, ahead, asker.id), newMessage(4));
  deepEqual([seqs(feed), feed.last], [[1, 2, 3, 4], 4]);
});

Deno.test("the list is copied once for a delivery, however many events are in it", () => {
  let copies = 0;
  class CountedList extends Array<Message> {
    override [Symbol.iterator]() {
      copies++;
      return super[Symbol.iterator]();
    }
  }
  const feed = { ...openFeed(), messages: CountedList.from(page(1, 3).messages) };
  copies = 0;
  const frames = Array.from({ length: 10_000 }, (_, index) => newMessage(index + 4));
  equal(take(feed, ...frames).feed.messages.length, 10_003);
  equal(copies, 1);
});
