/** How the server's frames move a feed on. */
import type { Ack, ErrorFrame, Joined } from "../model/events.ts";
import type { Message } from "../model/message.ts";
import type { Feed, FeedEffect, FeedResult } from "./feed.ts";
import { commandOf, type IncomingFrame } from "./frames.ts";
import { placeMessage, replaceMessage } from "./message_list.ts";
import { failureOf, type Pending } from "./pending.ts";

/** A feed in the making: lists are copied before they are first changed. */
type Draft = { -readonly [K in keyof Feed]: Feed[K] } & { effect: FeedEffect };

/** Applies frames that arrived together. Each costs constant time beside one copy of the list. */
export function applyFrames(feed: Feed, frames: readonly IncomingFrame[]): FeedResult {
  const draft: Draft = { ...feed, effect: "none" };
  let own: Message[] | null = null;
  const messages = () => draft.messages = own ??= [...feed.messages];
  for (const frame of frames) {
    if ("requestId" in frame && frame.requestId !== feed.requestId) continue;
    applyFrame(draft, frame, messages);
  }
  // An acknowledged command is settled when the log shows its event, not a moment earlier.
  const isSettled = (one: Pending) => one.ackedSeq !== null && one.ackedSeq <= draft.last;
  if (!draft.isStale && draft.pending.some(isSettled)) {
    draft.pending = draft.pending.filter((one) => !isSettled(one));
  }
  const { effect, ...next } = draft;
  return { feed: next, effect };
}

function applyFrame(draft: Draft, frame: IncomingFrame, messages: () => Message[]): void {
  switch (frame.type) {
    case "joined":
      return applyJoined(draft, frame);
    case "presence":
      draft.members = frame.members;
      return;
    case "ack":
      return applyAck(draft, frame);
    case "error":
      return applyError(draft, frame);
  }
  if (!isNextEvent(draft, frame)) return;
  switch (frame.type) {
    case "newMessage":
      placeMessage(messages(), frame.message);
      dropShown(draft, frame.message);
      return;
    case "messageUpdated":
    case "messageDeleted":
      if (!replaceMessage(messages(), frame.message) && draft.isLoadingEarlier) {
        draft.changedMeanwhile = [...draft.changedMeanwhile, frame.message];
      }
      return;
    case "requestUpdated":
      draft.request = frame.request;
      return;
      // `hidden`, and events that a later server knows: they count, and show nothing.
  }
}

/** Whether the frame is the event after `last`; if so, moves on to it. */
function isNextEvent(draft: Draft, frame: { type: string; seq?: unknown }): boolean {
  const { type, seq } = frame;
  // `readUpTo` names a place in the log and is none.
  if (typeof seq !== "number" || type === "readUpTo" || draft.isStale) return false;
  draft.head = Math.max(draft.head, seq);
  if (seq > draft.last + 1) askToFill(draft);
  if (seq !== draft.last + 1) return false;
  draft.last = seq;
  return true;
}

function askToFill(draft: Draft): void {
  if (draft.isRepairing || draft.isStale) return;
  draft.isRepairing = true;
  if (draft.effect === "none") draft.effect = "rejoin";
}

function applyJoined(draft: Draft, frame: Joined): void {
  draft.isJoined = true;
  draft.isRepairing = false;
  draft.members = frame.members;
  if (draft.isStale) return;
  if (frame.epoch !== draft.epoch) return askAfresh(draft);
  draft.head = Math.max(draft.head, frame.head);
  if (draft.last < draft.head) askToFill(draft);
}

function askAfresh(draft: Draft): void {
  if (draft.isStale) return;
  draft.isStale = true;
  draft.effect = "reset";
}

function applyAck(draft: Draft, frame: Ack): void {
  draft.pending = changed(draft.pending, frame.clientId, { ackedSeq: frame.seq, failure: null });
}

function applyError(draft: Draft, frame: ErrorFrame): void {
  if (frame.code === "stale_epoch" || frame.code === "bad_cursor") return askAfresh(draft);
  const clientId = commandOf(frame);
  if (clientId === undefined || frame.retryable) return;
  draft.pending = changed(draft.pending, clientId, {
    failure: failureOf(frame.code, frame.message),
  });
}

function dropShown(draft: Draft, message: Message): void {
  if (message.author.id !== draft.userId) return;
  if (!draft.pending.some((one) => one.clientId === message.clientId)) return;
  draft.pending = draft.pending.filter((one) => one.clientId !== message.clientId);
}

function changed(
  pending: readonly Pending[],
  clientId: string,
  change: Partial<Pending>,
): readonly Pending[] {
  if (!pending.some((one) => one.clientId === clientId)) return pending;
  return pending.map((one) => one.clientId === clientId ? { ...one, ...change } : one);
}
