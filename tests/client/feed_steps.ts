/** Steps of the feed's tests: a feed is opened, and frames and actions move it on. */
import { createFeed, type Feed, type FeedAction, reduceFeed } from "../../lib/client/feed.ts";
import type { IncomingFrame } from "../../lib/client/frames.ts";
import type { LogEvent } from "../../lib/model/events.ts";
import { asker, message, page, request, REQUEST_ID, unsent } from "./samples.ts";

export function openFeed(from = 1, to = 3, hasMore = false): Feed {
  return createFeed(request, page(from, to, hasMore), asker.id);
}

export function take(feed: Feed, ...frames: IncomingFrame[]) {
  return reduceFeed(feed, { type: "frames", frames });
}

export function after(feed: Feed, ...actions: FeedAction[]): Feed {
  return actions.reduce((before, action) => reduceFeed(before, action).feed, feed);
}

export const write = (clientId: string): FeedAction => ({
  type: "written",
  pending: unsent(clientId),
});

export const seqs = (feed: Feed): number[] => feed.messages.map(({ seq }) => seq);

export function edited(seq: number, of: number, body: string): LogEvent {
  return {
    type: "messageUpdated",
    requestId: REQUEST_ID,
    seq,
    message: message(of, { body, editedAt: "2026-01-01T00:00:01.000Z" }),
  };
}
