import { deepEqual, equal, notEqual } from "node:assert/strict";
import type { LogEvent } from "../../lib/model/events.ts";
import type { Message } from "../../lib/model/message.ts";
import { createFeed, type Feed, type FeedAction, reduceFeed } from "../../lib/client/feed.ts";
import type { IncomingFrame } from "../../lib/client/frames.ts";
import type { Pending } from "../../lib/client/pending.ts";
import {
  ack,
  agent,
  asker,
  EPOCH,
  joined,
  message,
  newMessage,
  page,
  request,
  REQUEST_ID,
} from "./samples.ts";

function open(from = 1, to = 3, hasMore = false): Feed {
  return createFeed(request, page(from, to, hasMore), asker.id);
}

function take(feed: Feed, ...frames: IncomingFrame[]) {
  return reduceFeed(feed, { type: "frames", frames });
}

function after(feed: Feed, ...actions: FeedAction[]): Feed {
  return actions.reduce((before, action) => reduceFeed(before, action).feed, feed);
}

function written(clientId: string): Pending {
  return {
    clientId,
    command: { type: "sendMessage", body: clientId, kind: "public" },
    writtenAt: "2026-01-01T00:00:00.000Z",
    failure: null,
    ackedSeq: null,
  };
}

const write = (clientId: string): FeedAction => ({ type: "written", pending: written(clientId) });
const seqs = (feed: Feed) => feed.messages.map(({ seq }) => seq);
const mine = (seq: number, clientId: string) => newMessage(seq, { author: asker, clientId });
const hidden = (seq: number): LogEvent => ({ type: "hidden", requestId: REQUEST_ID, seq });

function edited(seq: number, of: number, body: string): LogEvent {
  return {
    type: "messageUpdated",
    requestId: REQUEST_ID,
    seq,
    message: message(of, { body, editedAt: "2026-01-01T00:00:01.000Z" }),
  };
}

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

const refusal = (clientId: string, retryable: boolean) => ({
  type: "error" as const,
  clientId,
  code: retryable ? "unavailable" as const : "request_closed" as const,
  message: "This request is closed.",
  retryable,
});

Deno.test("an event after a hole is not applied, and the hole is asked for once", () => {
  const { feed, effect } = take(open(), newMessage(5));
  equal(effect, "rejoin");
  deepEqual([feed.last, feed.head, seqs(feed)], [3, 5, [1, 2, 3]]);
  equal(take(feed, newMessage(6)).effect, "none");
  equal(take(open(), newMessage(5), newMessage(6)).effect, "rejoin");
});

Deno.test("a hole that the joining did not fill is asked for again", () => {
  const { feed } = take(open(), newMessage(5));
  equal(take(feed, joined(5)).effect, "rejoin");
  equal(take(feed, newMessage(4), newMessage(5), joined(5)).effect, "none");
});

Deno.test("an event that was applied already is dropped", () => {
  const feed = open();
  const { feed: next, effect } = take(feed, newMessage(3, { body: "other" }), newMessage(1));
  equal(effect, "none");
  equal(next.messages, feed.messages);
});

Deno.test("frames of another request are ignored", () => {
  const feed = open();
  const other = { ...newMessage(4), requestId: "another" };
  deepEqual(take(feed, other, { ...joined(9), requestId: "another" }).feed, feed);
});

Deno.test("another epoch asks for a fresh page, and its events wait for it", () => {
  const { feed, effect } = take(open(), joined(3, "second"), newMessage(4));
  equal(effect, "reset");
  deepEqual([feed.isStale, feed.last], [true, 3]);
  equal(take(feed, joined(3, "second")).effect, "none");
});

for (const code of ["stale_epoch", "bad_cursor"] as const) {
  Deno.test(`${code} asks for a fresh page once on a connection`, () => {
    const error = { type: "error" as const, code, message: "", retryable: false };
    const { feed, effect } = take(open(), error);
    equal(effect, "reset");
    equal(take(feed, error).effect, "none");
    equal(take(after(feed, { type: "disconnected" }), error).effect, "reset");
  });
}

Deno.test("an author elsewhere with the same clientId does not settle this person's message", () => {
  const feed = after(open(), write("own-1"));
  const { feed: next } = take(feed, newMessage(4, { author: agent, clientId: "own-1" }));
  equal(next.pending.length, 1);
});

Deno.test("a refused command stays, with its reason, until it is tried again or discarded", () => {
  const { feed } = take(after(open(), write("own-1"), write("own-2")), refusal("own-1", false));
  deepEqual(feed.pending[0]!.failure, {
    code: "request_closed",
    message: "This request is closed.",
    canRetry: false,
  });
  equal(feed.pending[1]!.failure, null);
  equal(after(feed, { type: "retried", clientId: "own-1" }).pending[0]!.failure, null);
  equal(after(feed, { type: "discarded", clientId: "own-1" }).pending[0]!.clientId, "own-2");
});

Deno.test("an error that names its command by ref alone counts for it", () => {
  const feed = after(open(), write("own-1"));
  const error = { type: "error", ref: "own-1", code: "bad_frame", message: "", retryable: false };
  equal(take(feed, error as IncomingFrame).feed.pending[0]!.failure?.code, "bad_frame");
});

Deno.test("an error that may pass does not fail the command", () => {
  const feed = after(open(), write("own-1"));
  equal(take(feed, refusal("own-1", true)).feed.pending[0]!.failure, null);
});

Deno.test("an own message is never shown twice, whichever of ack and message comes first", () => {
  const feed = after(open(), write("own-1"), write("own-2"));
  const acked = take(feed, ack("own-1", 4)).feed;
  deepEqual([acked.pending.length, acked.pending[0]!.ackedSeq], [2, 4]);
  const shown = take(acked, mine(4, "own-1")).feed;
  const shownFirst = take(take(feed, mine(4, "own-1")).feed, ack("own-1", 4)).feed;
  for (const end of [shown, shownFirst]) {
    deepEqual(seqs(end), [1, 2, 3, 4]);
    deepEqual(end.pending.map(({ clientId }) => clientId), ["own-2"]);
  }
});

Deno.test("a repeated command whose message is further up is settled by its ack alone", () => {
  const feed = after(open(10, 12, true), write("own-1"));
  deepEqual(take(feed, ack("own-1", 5, true)).feed.pending, []);
});

Deno.test("an edit on its way stays until the log shows it", () => {
  const pending: Pending = {
    ...written("own-1"),
    command: { type: "updateMessage", messageId: "M2", body: "better" },
  };
  const feed = take(after(open(), { type: "written", pending }), ack("own-1", 4)).feed;
  equal(feed.pending.length, 1);
  const done = take(feed, edited(4, 2, "better")).feed;
  deepEqual([done.pending, done.messages[1]!.body], [[], "better"]);
});

Deno.test("new messages are appended, and what did not change stays the same object", () => {
  const feed = open();
  const { feed: next } = take(feed, newMessage(4), newMessage(5));
  deepEqual([seqs(next), next.last], [[1, 2, 3, 4, 5], 5]);
  equal(next.messages[0], feed.messages[0]);
  notEqual(next.messages, feed.messages);
  deepEqual(seqs(feed), [1, 2, 3]);
});

Deno.test("hidden events and events of a later version count and show nothing", () => {
  const later = { type: "messagePinned", requestId: REQUEST_ID, seq: 5 } as unknown as LogEvent;
  const { feed } = take(open(), hidden(4), later, newMessage(6));
  deepEqual([feed.last, seqs(feed)], [6, [1, 2, 3, 6]]);
});

Deno.test("the place that someone has read up to is no event", () => {
  const read = { type: "readUpTo", requestId: REQUEST_ID, userId: "U2", seq: 4 };
  deepEqual(take(open(), read as unknown as IncomingFrame).feed.last, 3);
});

Deno.test("edits and tombstones replace the message in its place", () => {
  const { feed } = take(open(), edited(4, 1, "better"), deleted(5, 2));
  deepEqual(feed.messages.map(({ body }) => body), ["better", "", "message 3"]);
  deepEqual([feed.last, feed.messages[1]!.deletedAt === null], [5, false]);
});

Deno.test("edits of messages that are not loaded count and show nothing", () => {
  const feed = open(10, 12, true);
  const { feed: next } = take(feed, edited(13, 2, "better"));
  deepEqual([next.last, next.messages], [13, feed.messages]);
});

Deno.test("a change of the request is taken over", () => {
  const solved = { ...request, status: "solved" as const };
  const { feed } = take(open(), {
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

Deno.test("an earlier page goes in front, once", () => {
  const asked = after(open(4, 6, true), { type: "earlierAsked" });
  const answer = { type: "earlierRead", before: 4, page: page(1, 4) } as const;
  const feed = after(asked, answer, answer);
  deepEqual(seqs(feed), [1, 2, 3, 4, 5, 6]);
  deepEqual([feed.hasEarlier, feed.isLoadingEarlier, feed.last], [false, false, 6]);
});

Deno.test("an edit that arrives while its page is on the way is not lost", () => {
  const asked = after(open(4, 6, true), { type: "earlierAsked" });
  const meanwhile = take(asked, edited(7, 2, "first"), edited(8, 2, "better")).feed;
  const feed = after(meanwhile, { type: "earlierRead", before: 4, page: page(1, 3) });
  deepEqual(feed.messages.map(({ body }) => body).slice(0, 3), [
    "message 1",
    "better",
    "message 3",
  ]);
  deepEqual(feed.changedMeanwhile, []);
});

Deno.test("an earlier page that a fresh page overtook would leave a hole, and is dropped", () => {
  const asked = after(open(40, 60, true), { type: "earlierAsked" });
  const fresh = after(asked, { type: "freshRead", request, page: page(90, 99, true, "second") });
  const again = after(fresh, { type: "earlierAsked" });
  const feed = after(again, { type: "earlierRead", before: 40, page: page(30, 39, true) });
  deepEqual([seqs(feed)[0], feed.isLoadingEarlier], [90, true]);
});

Deno.test("a fresh page replaces everything but what is still to be sent", () => {
  const stale = take(
    after(open(), write("own-1"), write("own-2"), write("own-3")),
    ack("own-1", 4),
    joined(2, "second"),
  ).feed;
  const fresh = page(1, 2, false, "second");
  fresh.messages.push(message(3, { author: asker, clientId: "own-3" }));
  const feed = after(stale, { type: "freshRead", request, page: { ...fresh, head: 3 } });
  deepEqual([feed.epoch, feed.last, feed.isStale, feed.isJoined], ["second", 3, false, false]);
  // The acknowledgement of own-1 belonged to a history that is gone.
  deepEqual(feed.pending.map((one) => [one.clientId, one.ackedSeq]), [
    ["own-1", null],
    ["own-2", null],
  ]);
});

Deno.test("what is restored after a reload comes first, unless the page shows it already", () => {
  const shown = createFeed(request, page(1, 3), agent.id);
  const feed = after(shown, write("own-2"), {
    type: "restored",
    pending: [written("theirs-2"), written("own-1")],
  });
  deepEqual(feed.pending.map(({ clientId }) => clientId), ["own-1", "own-2"]);
});

Deno.test("joining at the head makes it complete, and names who is there", () => {
  const { feed, effect } = take(open(), joined(3));
  deepEqual([effect, feed.isJoined, feed.last, feed.head], ["none", true, 3, 3]);
  deepEqual(feed.members, [asker]);
  const { feed: two } = take(feed, {
    type: "presence",
    requestId: REQUEST_ID,
    members: [asker, agent],
  });
  equal(two.members.length, 2);
  equal(after(two, { type: "disconnected" }).isJoined, false);
  equal(feed.epoch, EPOCH);
});

Deno.test("the list is copied once for a delivery, however many events are in it", () => {
  let copies = 0;
  class CountedList extends Array<Message> {
    override [Symbol.iterator]() {
      copies++;
      return super[Symbol.iterator]();
    }
  }
  const feed = { ...open(), messages: CountedList.from(page(1, 3).messages) };
  copies = 0;
  const frames = Array.from({ length: 10_000 }, (_, index) => newMessage(index + 4));
  equal(take(feed, ...frames).feed.messages.length, 10_003);
  equal(copies, 1);
});
