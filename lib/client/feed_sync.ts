import type { Signal } from "@preact/signals";
import { CLOSE, type ErrorFrame } from "../model/events.ts";
import type { Environment } from "./environment.ts";
import { type Feed, type FeedAction, reduceFeed } from "./feed.ts";
import { commandOf, type IncomingFrame } from "./frames.ts";
import { createOutgoing } from "./outgoing.ts";
import { failureOf } from "./pending.ts";
import type { RequestApi } from "./rest.ts";
import { connectSocket, type LiveSocket, type SocketState } from "./socket.ts";
import { createUnsentStore } from "./unsent.ts";

/** The feed to keep in step, and the ways to its server. */
export interface FeedSyncOptions {
  feed: Signal<Feed>;
  api: RequestApi;
  pageSize: number;
  environment: Environment;
  /** The feed or the state of the socket changed. */
  onChange(): void;
}

/** Keeps a feed in step with the server: carries its effects out, and its commands over. */
export interface FeedSync {
  dispatch(action: FeedAction): void;
  socketState(): SocketState;
  reconnectNow(): void;
  close(): void;
}

/** Starts in the next task, and runs until it is closed. */
export function createFeedSync(options: FeedSyncOptions): FeedSync {
  const { feed, api, environment } = options;
  const { requestId, userId } = feed.value;
  let socket: LiveSocket | null = null;
  let state: SocketState = { kind: "connecting", isFirst: true };
  let isClosed = false;
  /** Where this connection was last asked to fill a hole. */
  let filledAfter: number | null = null;
  let resets = 0;

  const unsent = createUnsentStore(environment.tabStore, userId, requestId);
  const restored = unsent.load();
  const outgoing = createOutgoing({
    requestId,
    environment,
    transmit: (frame) => socket?.send(frame) ?? false,
  });
  const cancelStart = environment.setTimer(start, 0);

  function start(): void {
    dispatch({ type: "restored", pending: restored });
    socket = connectSocket({
      environment,
      url: () => {
        const { last, epoch } = feed.value;
        const cursor = `after=${last}&epoch=${encodeURIComponent(epoch)}`;
        return `${environment.socketOrigin}/api/requests/${requestId}/live?${cursor}`;
      },
      probe: () => api.probe(),
      onFrames: receive,
      onState(next) {
        state = next;
        if (next.kind === "open") filledAfter = null;
        else dispatch({ type: "disconnected" });
        options.onChange();
      },
      onClosed(code) {
        // Sent again, the same frame would close every connection to come.
        const culprit = code === CLOSE.tooLarge ? outgoing.inFlight() : null;
        if (culprit === null) return;
        const failure = failureOf("too_large", "This is too large to be sent.");
        dispatch({ type: "failed", clientId: culprit, failure });
      },
    });
  }

  function dispatch(action: FeedAction): void {
    if (isClosed) return;
    const { feed: next, effect } = reduceFeed(feed.value, action);
    const hasNewPending = next.pending !== feed.value.pending;
    feed.value = next;
    if (hasNewPending) unsent.save(next.pending);
    outgoing.update(next.pending, next.isJoined && !next.isStale);
    if (effect === "rejoin") fillHole();
    if (effect === "reset") startAfresh();
    options.onChange();
  }

  function receive(frames: IncomingFrame[]): void {
    dispatch({ type: "frames", frames });
    for (const frame of frames) {
      if (frame.type === "error") answerError(frame);
      // Someone else signed in with this browser: they must not speak in this person's name.
      if (frame.type === "welcome" && frame.user.id !== userId) socket?.end({ kind: "signedOut" });
    }
  }

  function answerError(error: ErrorFrame): void {
    const clientId = commandOf(error);
    if (clientId !== undefined) {
      if (error.retryable) outgoing.postpone(clientId, error.retryAfterMs);
      return;
    }
    const { isJoined, isRepairing, isStale } = feed.value;
    if (isStale || (isJoined && !isRepairing)) return;
    // Without a command it answers the joining: this connection will bring no events.
    if (error.code === "unauthenticated") socket?.end({ kind: "signedOut" });
    else if (error.code === "forbidden" || error.code === "not_found") {
      socket?.end({ kind: "noAccess" });
    } else socket?.drop();
  }

  function join(): void {
    const { last, epoch } = feed.value;
    socket?.send({ type: "joinRequest", requestId, after: last, epoch });
  }

  function fillHole(): void {
    const { last } = feed.value;
    // The same hole again: this connection does not fill it, a new one will.
    if (filledAfter === last) return socket?.drop();
    filledAfter = last;
    join();
  }

  async function startAfresh(): Promise<void> {
    const reset = ++resets;
    try {
      const [request, page] = await Promise.all([
        api.readRequest(),
        api.readMessages(options.pageSize),
      ]);
      if (reset !== resets) return;
      dispatch({ type: "freshRead", request, page });
      join();
    } catch (error) {
      if (reset !== resets) return;
      console.warn("A fresh page could not be read; the next connection asks again.", error);
      socket?.drop();
    }
  }

  return {
    dispatch,
    socketState: () => state,
    reconnectNow: () => socket?.reconnectNow(),
    close() {
      if (isClosed) return;
      cancelStart();
      socket?.close();
      outgoing.update([], false);
      isClosed = true;
    },
  };
}
