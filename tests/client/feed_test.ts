// What keeps a feed complete: holes, other epochs, void cursors, joining.
import { deepEqual, equal } from "node:assert/strict";
import { after, openFeed, seqs, take } from "./feed_steps.ts";
import { agent, asker, EPOCH, joined, newMessage, REQUEST_ID } from "./samples.ts";

Deno.test("an event after a hole is not applied, and the hole is asked for once", () => {
  const { feed, effect } = take(openFeed(), newMessage(5));
  equal(effect, "rejoin");
  deepEqual([feed.last, feed.head, seqs(feed)], [3, 5, [1, 2, 3]]);
  equal(take(feed, newMessage(6)).effect, "none");
  equal(take(openFeed(), newMessage(5), newMessage(6)).effect, "rejoin");
});

Deno.test("a hole that the joining did not fill is asked for again", () => {
  const { feed } = take(openFeed(), newMessage(5));
  equal(take(feed, joined(5)).effect, "rejoin");
  equal(take(feed, newMessage(4), newMessage(5), joined(5)).effect, "none");
});

Deno.test("an event that was applied already is dropped", () => {
  const feed = openFeed();
  const { feed: next, effect } = take(feed, newMessage(3, { body: "other" }), newMessage(1));
  equal(effect, "none");
  equal(next.messages, feed.messages);
});

Deno.test("frames of another request are ignored", () => {
  const feed = openFeed();
  const other = { ...newMessage(4), requestId: "another" };
  deepEqual(take(feed, other, { ...joined(9), requestId: "another" }).feed, feed);
});

Deno.test("another epoch asks for a fresh page, and its events wait for it", () => {
  const { feed, effect } = take(openFeed(), joined(3, "second"), newMessage(4));
  equal(effect, "reset");
  deepEqual([feed.isStale, feed.last], [true, 3]);
  equal(take(feed, joined(3, "second")).effect, "none");
});

for (const code of ["stale_epoch", "bad_cursor"] as const) {
  Deno.test(`${code} asks for a fresh page once on a connection`, () => {
    const error = { type: "error" as const, code, message: "", retryable: false };
    const { feed, effect } = take(openFeed(), error);
    equal(effect, "reset");
    equal(take(feed, error).effect, "none");
    equal(take(after(feed, { type: "disconnected" }), error).effect, "reset");
  });
}

Deno.test("joining at the head makes it complete, and names who is there", () => {
  const { feed, effect } = take(openFeed(), joined(3));
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
