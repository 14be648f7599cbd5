import type { Message } from "../model/message.ts";
import type { Request } from "../model/request.ts";
import type { User } from "../model/user.ts";
import { applyFrames } from "./feed_frames.ts";
import type { IncomingFrame } from "./frames.ts";
import { type Failure, type Pending, withoutShown } from "./pending.ts";

/**
 * The state of one request in one page.
 *
 * The log is dense: `last` MUST go up by one at a time, and what would leave a hole
 * is not applied but asked for again. So whatever is shown is complete to `last`.
 */
export interface Feed {
  readonly requestId: string;
  readonly userId: string;
  readonly epoch: string;
  /** Every event up to here is applied. */
  readonly last: number;
  /** The highest `seq` that the server named. */
  readonly head: number;
  readonly request: Request;
  /** The loaded messages, ascending by `seq`, without a hole from the first one on. */
  readonly messages: readonly Message[];
  readonly hasEarlier: boolean;
  readonly isLoadingEarlier: boolean;
  /** Changes of messages that the page being loaded may hold in an older state. */
  readonly changedMeanwhile: readonly Message[];
  readonly members: readonly User[];
  /** In the order written. */
  readonly pending: readonly Pending[];
  readonly isJoined: boolean;
  /** A hole was seen, and the events from `last` on are asked for. */
  readonly isRepairing: boolean;
  /** The cursor is void; events are of no use until a fresh page is here. */
  readonly isStale: boolean;
}

/** A page of messages, as `GET /api/requests/{id}/messages` answers. */
export interface MessagePage {
  messages: Message[];
  head: number;
  epoch: string;
  hasMore: boolean;
}

export type FeedAction =
  /** Frames that arrived together. The list of messages is copied once for all of them. */
  | { type: "frames"; frames: readonly IncomingFrame[] }
  | { type: "disconnected" }
  | { type: "earlierAsked" }
  | { type: "earlierRead"; before: number; page: MessagePage }
  | { type: "earlierFailed" }
  /** The answer to the `reset` effect: everything anew. */
  | { type: "freshRead"; request: Request; page: MessagePage }
  | { type: "requestRead"; request: Request }
  | { type: "written"; pending: Pending }
  /** What was left unsent before the page was loaded again. */
  | { type: "restored"; pending: readonly Pending[] }
  | { type: "failed"; clientId: string; failure: Failure }
  | { type: "retried"; clientId: string }
  | { type: "discarded"; clientId: string };

/** What has to be done: join again after `last`, or read a fresh page and join at its head. */
export type FeedEffect = "none" | "rejoin" | "reset";

/** The feed after an action, and what that asks of its owner. */
export interface FeedResult {
  feed: Feed;
  effect: FeedEffect;
}

/** The feed of a page as the server rendered it. */
export function createFeed(request: Request, page: MessagePage, userId: string): Feed {
  return {
    requestId: request.id,
    userId,
    epoch: page.epoch,
    last: page.head,
    head: page.head,
    request,
    messages: page.messages,
    hasEarlier: page.hasMore,
    isLoadingEarlier: false,
    changedMeanwhile: [],
    members: [],
    pending: [],
    isJoined: false,
    isRepairing: false,
    isStale: false,
  };
}

/** The feed after an action. Never changes the feed it is given. */
export function reduceFeed(feed: Feed, action: FeedAction): FeedResult {
  if (action.type === "frames") return applyFrames(feed, action.frames);
  return { feed: applyLocally(feed, action), effect: "none" };
}

function applyLocally(feed: Feed, action: Exclude<FeedAction, { type: "frames" }>): Feed {
  switch (action.type) {
    case "disconnected":
      // A void cursor is found out anew by the next connection.
      return { ...feed, isJoined: false, isRepairing: false, isStale: false };
    case "earlierAsked":
      return { ...feed, isLoadingEarlier: true, changedMeanwhile: [] };
    case "earlierFailed":
      return { ...feed, isLoadingEarlier: false, changedMeanwhile: [] };
    case "earlierRead":
      return withEarlier(feed, action.before, action.page);
    case "freshRead":
      return afresh(feed, action.request, action.page);
    case "requestRead":
      return { ...feed, request: action.request };
    case "written":
      return { ...feed, pending: [...feed.pending, action.pending] };
    case "restored": {
      const pending = withoutShown(action.pending, feed.messages, feed.userId);
      return { ...feed, pending: [...pending, ...feed.pending] };
    }
    case "failed":
      return withPending(feed, action.clientId, { failure: action.failure });
    case "retried":
      return withPending(feed, action.clientId, { failure: null });
    case "discarded":
      return {
        ...feed,
        pending: feed.pending.filter((one) => one.clientId !== action.clientId),
      };
  }
}

function withPending(feed: Feed, clientId: string, change: Partial<Pending>): Feed {
  const pending = feed.pending.map((one) =>
    one.clientId === clientId ? { ...one, ...change } : one
  );
  return { ...feed, pending };
}

function withEarlier(feed: Feed, before: number, page: MessagePage): Feed {
  // After a fresh page in the meantime, this answer would leave a hole in the list.
  if (!feed.isLoadingEarlier || before !== feed.messages[0]?.seq) return feed;
  if (page.epoch !== feed.epoch) return { ...feed, isLoadingEarlier: false };
  const newer = new Map(feed.changedMeanwhile.map((message) => [message.seq, message]));
  const earlier = page.messages
    .filter((message) => message.seq < before)
    .map((message) => newer.get(message.seq) ?? message);
  return {
    ...feed,
    messages: [...earlier, ...feed.messages],
    hasEarlier: page.hasMore,
    isLoadingEarlier: false,
    changedMeanwhile: [],
    pending: withoutShown(feed.pending, earlier, feed.userId),
  };
}

function afresh(feed: Feed, request: Request, page: MessagePage): Feed {
  // An acknowledgement of a history that is gone is worth nothing: send again.
  const unsent = feed.pending.map((one) => ({ ...one, ackedSeq: null }));
  return {
    ...createFeed(request, page, feed.userId),
    members: feed.members,
    pending: withoutShown(unsent, page.messages, feed.userId),
  };
}
