// Pages of messages read over HTTP: earlier ones, and fresh ones.
import { deepEqual } from "node:assert/strict";
import { after, edited, openFeed, seqs, take, write } from "./feed_steps.ts";
import { ack, asker, joined, message, page, request } from "./samples.ts";

Deno.test("an earlier page goes in front, once", () => {
  const asked = after(openFeed(4, 6, true), { type: "earlierAsked" });
  const answer = { type: "earlierRead", before: 4, page: page(1, 4) } as const;
  const feed = after(asked, answer, answer);
  deepEqual(seqs(feed), [1, 2, 3, 4, 5, 6]);
  deepEqual([feed.hasEarlier, feed.isLoadingEarlier, feed.last], [false, false, 6]);
});

Deno.test("an edit that arrives while its page is on the way is not lost", () => {
  const asked = after(openFeed(4, 6, true), { type: "earlierAsked" });
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
  const asked = after(openFeed(40, 60, true), { type: "earlierAsked" });
  const fresh = after(asked, { type: "freshRead", request, page: page(90, 99, true, "second") });
  const again = after(fresh, { type: "earlierAsked" });
  const feed = after(again, { type: "earlierRead", before: 40, page: page(30, 39, true) });
  deepEqual([seqs(feed)[0], feed.isLoadingEarlier], [90, true]);
});

Deno.test("a fresh page replaces everything but what is still to be sent", () => {
  const stale = take(
    after(openFeed(), write("own-1"), write("own-2"), write("own-3")),
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
