/** The state of the connection as a person sees it: one union, its words, and a calm pace. */
import type { Cancel, Timers } from "./environment.ts";
import type { Feed } from "./feed.ts";
import { isWaiting } from "./pending.ts";
import type { SocketState } from "./socket.ts";

/** The connection to one request. It is `live` only when nothing that the server named is missing. */
export type Status =
  | { kind: "connecting" }
  | { kind: "live"; completeTo: number }
  | { kind: "catchingUp"; missing: number }
  | { kind: "reconnecting"; atMs: number }
  | { kind: "offline"; waiting: number }
  | { kind: "signedOut" }
  | { kind: "noAccess" }
  | { kind: "stopped"; reason: string };

/** The status that follows from the socket, the feed and what the browser says of the network. */
export function statusOf(
  socket: SocketState,
  feed: Feed,
  isOnline: boolean,
  nowMs: number,
): Status {
  switch (socket.kind) {
    case "open":
      // Before `joined` the server has not named its head, so nothing can be called complete.
      if (feed.last < feed.head) return { kind: "catchingUp", missing: feed.head - feed.last };
      return feed.isJoined && !feed.isStale
        ? { kind: "live", completeTo: feed.last }
        : { kind: "connecting" };
    case "connecting":
    case "waiting":
      if (!isOnline) return { kind: "offline", waiting: feed.pending.filter(isWaiting).length };
      if (socket.kind === "waiting") return { kind: "reconnecting", atMs: socket.atMs };
      return socket.isFirst ? { kind: "connecting" } : { kind: "reconnecting", atMs: nowMs };
    case "closed":
      return { kind: "stopped", reason: "this page is done with it" };
    default:
      return socket;
  }
}

/** What the colour and shape of the mark say; the words say it too. */
export type Tone = "good" | "busy" | "warning" | "quiet" | "bad";

/** A status in words to show, and how they are to look. */
export interface StatusWords {
  words: string;
  tone: Tone;
}

/** Shortest time between two changes of what is shown. */
export const SETTLE_MS = 400;

/** The words of a status at `nowMs`; only a countdown depends on the time. */
export function describeStatus(status: Status, nowMs: number): StatusWords {
  switch (status.kind) {
    case "connecting":
      return { words: "Connecting", tone: "busy" };
    case "live":
      return { words: `Live · complete to #${status.completeTo}`, tone: "good" };
    case "catchingUp":
      return { words: `Catching up ${status.missing}`, tone: "busy" };
    case "reconnecting": {
      const seconds = Math.ceil((status.atMs - nowMs) / 1000);
      return {
        words: seconds > 0 ? `Reconnecting in ${seconds} s` : "Reconnecting",
        tone: "warning",
      };
    }
    case "offline":
      return {
        words: status.waiting > 0 ? `Offline · ${status.waiting} waiting` : "Offline",
        tone: "quiet",
      };
    case "signedOut":
      return { words: "Signed out", tone: "bad" };
    case "noAccess":
      return { words: "No access", tone: "bad" };
    case "stopped":
      return { words: `Stopped: ${status.reason}`, tone: "bad" };
  }
}

/** Slows down what is shown: see `settle`. */
export interface Settler<T> {
  /** Takes the newest value; it is shown at the end of the running interval. */
  change(value: T): void;
  cancel(): void;
}

/**
 * Shows the newest value at most once in `intervalMs`, at the trailing edge: what
 * changes and changes back within the interval is never seen.
 */
export function settle<T>(
  show: (value: T) => void,
  timers: Timers,
  intervalMs = SETTLE_MS,
): Settler<T> {
  let newest: T;
  let cancelTimer: Cancel | undefined;
  return {
    change(value) {
      newest = value;
      cancelTimer ??= timers.setTimer(() => {
        cancelTimer = undefined;
        show(newest);
      }, intervalMs);
    },
    cancel() {
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
}
