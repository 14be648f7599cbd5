// Commands on their way, until the log shows them.
import { deepEqual, equal } from "node:assert/strict";
import { createFeed } from "../../lib/client/feed.ts";
import type { IncomingFrame } from "../../lib/client/frames.ts";
import type { Pending } from "../../lib/client/pending.ts";
import { after, edited, openFeed, seqs, take, write } from "./feed_steps.ts";
import { ack, agent, asker, newMessage, page, request, unsent } from "./samples.ts";

const mine = (seq: number, clientId: string) => newMessage(seq, { author: asker, clientId });

const refusal = (clientId: string, retryable: boolean) => ({
  type: "error" as const,
  clientId,
  code: retryable ? "unavailable" as const : "request_closed" as const,
  message: "This request is closed.",
  retryable,
});

Deno.test("an author elsewhere with the same clientId does not settle this person's message", () => {
  const feed = after(openFeed(), write("own-1"));
  const { feed: next } = take(feed, newMessage(4, { author: agent, clientId: "own-1" }));
  equal(next.pending.length, 1);
});

Deno.test("a refused command stays, with its reason, until it is tried again or discarded", () => {
  const { feed } = take(after(openFeed(), write("own-1"), write("own-2")), refusal("own-1", false));
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
  const feed = after(openFeed(), write("own-1"));
  const error = { type: "error", ref: "own-1", code: "bad_frame", message: "", retryable: false };
  equal(take(feed, error as IncomingFrame).feed.pending[0]!.failure?.code, "bad_frame");
});

Deno.test("an error that may pass does not fail the command", () => {
  const feed = after(openFeed(), write("own-1"));
  equal(take(feed, refusal("own-1", true)).feed.pending[0]!.failure, null);
});

Deno.test("an own message is never shown twice, whichever of ack and message comes first", () => {
  const feed = after(openFeed(), write("own-1"), write("own-2"));
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
  const feed = after(openFeed(10, 12, true), write("own-1"));
  deepEqual(take(feed, ack("own-1", 5, true)).feed.pending, []);
});

Deno.test("an edit on its way stays until the log shows it", () => {
  const pending: Pending = {
    ...unsent("own-1"),
    command: { type: "updateMessage", messageId: "M2", body: "better" },
  };
  const feed = take(after(openFeed(), { type: "written", pending }), ack("own-1", 4)).feed;
  equal(feed.pending.length, 1);
  const done = take(feed, edited(4, 2, "better")).feed;
  deepEqual([done.pending, done.messages[1]!.body], [[], "better"]);
});

Deno.test("what is restored after a reload comes first, unless the page shows it already", () => {
  const shown = createFeed(request, page(1, 3), agent.id);
  const feed = after(shown, write("own-2"), {
    type: "restored",
    pending: [unsent("theirs-2"), unsent("own-1")],
  });
  deepEqual(feed.pending.map(({ clientId }) => clientId), ["own-1", "own-2"]);
});
