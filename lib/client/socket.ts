import { CLOSE, SUBPROTOCOL } from "../model/events.ts";
import { HEARTBEAT_MS } from "../model/limits.ts";
import { backoffMs } from "./backoff.ts";
import { afterClose, type Ending } from "./close_code.ts";
import type { Cancel, Environment, PageEvent, WebSocketLike } from "./environment.ts";
import { type ClientFrame, type IncomingFrame, readFrames } from "./frames.ts";

export type SocketState =
  /** The first attempt, or a later one. */
  | { kind: "connecting"; isFirst: boolean }
  | { kind: "open" }
  | { kind: "waiting"; atMs: number }
  | { kind: "closed" }
  | Ending;

/** What plain HTTP says about a refused upgrade, of which a browser shows no status. */
export type ProbeResult = "ok" | "signedOut" | "noAccess" | "unreachable";

/** Where to connect, and who hears of what comes of it. */
export interface SocketOptions {
  /** Asked at every attempt, since the cursor in it moves on. */
  url(): string;
  environment: Omit<Environment, "fetch" | "newId" | "tabStore" | "socketOrigin">;
  probe(): Promise<ProbeResult>;
  onFrames(frames: IncomingFrame[]): void;
  onState(state: SocketState): void;
  /** A connection ended with this code; the new state comes after it. */
  onClosed?(code: number): void;
}

/** One WebSocket that comes back by itself. */
export interface LiveSocket {
  /** Whether it was handed to an open socket; that it arrived, only an answer tells. */
  send(frame: ClientFrame): boolean;
  reconnectNow(): void;
  /** Gives up this connection and comes back with back-off. */
  drop(): void;
  /** Stays away until `reconnectNow`. */
  end(ending: Ending): void;
  close(): void;
}

/** An attempt that has not opened by then counts as failed. */
export const OPEN_TIMEOUT_MS = 10_000;
/** How long an answer may take when there is a reason to doubt the connection. */
export const DOUBT_MS = 3_000;
/** A connection that lasted this long starts the back-off afresh. */
export const STABLE_MS = 5_000;
/** Failures to open in a row after which the probe is asked. */
const FAILURES_BEFORE_PROBE = 2;

/** Connects at once and stays connected until it is closed or the server says to stay away. */
export function connectSocket(options: SocketOptions): LiveSocket {
  const { environment } = options;
  let state: SocketState = { kind: "closed" };
  let socket: WebSocketLike | null = null;
  let cancelTimer: Cancel = () => {};
  let heartbeatMs = HEARTBEAT_MS;
  let announcedMs: number | null = null;
  let openedAtMs = 0;
  let attempt = 0;
  let failuresToOpen = 0;
  /** Whether the server set the time of the next attempt: then only the user may hurry it. */
  let isHeld = false;

  function enter(next: SocketState): void {
    state = next;
    options.onState(next);
  }

  /** There is one timer: for opening, for silence, or for the next attempt. */
  function schedule(run: () => void, afterMs: number): void {
    cancelTimer();
    cancelTimer = environment.setTimer(run, afterMs);
  }

  function detach(code?: number): void {
    cancelTimer();
    if (socket === null) return;
    // A half-open socket reports its end minutes later, when it is of no interest any more.
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
    socket = null;
  }

  function connect(isFirst: boolean): void {
    detach();
    announcedMs = null;
    isHeld = false;
    enter({ kind: "connecting", isFirst });
    schedule(drop, OPEN_TIMEOUT_MS);
    try {
      socket = environment.openSocket(options.url(), [SUBPROTOCOL.batch, SUBPROTOCOL.plain]);
    } catch (error) {
      console.error("The browser refused to open a live connection.", error);
      return drop();
    }
    socket.onopen = () => {
      failuresToOpen = 0;
      openedAtMs = environment.nowMs();
      enter({ kind: "open" });
      listen();
    };
    socket.onmessage = ({ data }) => receive(data);
    socket.onclose = ({ code }) => {
      socket = null;
      lost(code);
    };
  }

  /**
   * Set anew by each arrival, not checked by a repeating timer: browsers slow chains of
   * timers in hidden pages to one a minute, which is longer than the server's patience.
   */
  function listen(): void {
    schedule(ping, heartbeatMs);
  }

  function ping(): void {
    send({ type: "ping" });
    schedule(drop, heartbeatMs);
  }

  function receive(data: unknown): void {
    listen();
    let frames: IncomingFrame[];
    try {
      frames = readFrames(String(data));
    } catch (error) {
      console.error("A frame could not be read; connecting again to receive it once more.", error);
      return drop();
    }
    for (const frame of frames) {
      if (frame.type === "welcome") heartbeatMs = frame.heartbeatMs;
      if (frame.type === "reconnect") announcedMs = frame.afterMs;
    }
    options.onFrames(frames);
  }

  function lost(code: number): void {
    const hasOpened = state.kind === "open";
    if (hasOpened && environment.nowMs() - openedAtMs >= STABLE_MS) attempt = 0;
    if (!hasOpened) failuresToOpen++;
    options.onClosed?.(code);
    detach();
    const next = afterClose(code, announcedMs);
    if (next.kind === "backOff" || next.kind === "comeBack") {
      isHeld = next.kind === "comeBack";
      const afterMs = next.kind === "comeBack"
        ? next.afterMs
        : backoffMs(attempt++, environment.random());
      schedule(() => connect(false), afterMs);
      enter({ kind: "waiting", atMs: environment.nowMs() + afterMs });
    } else {
      enter(next);
    }
    if (failuresToOpen >= FAILURES_BEFORE_PROBE && environment.isOnline()) askWhyRefused();
  }

  async function askWhyRefused(): Promise<void> {
    const answer = await options.probe();
    // An answer that is overtaken by an opened or ended connection is of no interest.
    const isStillRefused = failuresToOpen > 0 &&
      (state.kind === "waiting" || state.kind === "connecting");
    if (isStillRefused && (answer === "signedOut" || answer === "noAccess")) end({ kind: answer });
  }

  function drop(): void {
    lost(NO_CODE);
  }

  function end(ending: Ending): void {
    detach();
    enter(ending);
  }

  function send(frame: ClientFrame): boolean {
    if (state.kind !== "open" || socket === null) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  function reconnectNow(): void {
    if (state.kind === "open" || state.kind === "connecting") return;
    failuresToOpen = 0;
    attempt = 0;
    connect(false);
  }

  const stopListening = environment.onPageEvent((event: PageEvent) => {
    // Browsers say so a little early, and the attempts made without a network say nothing about
    // the one that is there now: the next failures are waited out from the beginning.
    if (event === "online") attempt = 0;
    if (state.kind === "open") {
      // The network changed or the device slept: the connection may be dead without knowing it.
      if (send({ type: "ping" })) schedule(drop, DOUBT_MS);
    } else if (state.kind === "waiting" && event !== "offline" && !isHeld) {
      connect(false);
    } else if (state.kind === "connecting" && event === "online") {
      // What was begun without a network may hang long after it is back.
      connect(state.isFirst);
    }
  });

  connect(true);

  return {
    send,
    reconnectNow,
    drop() {
      if (state.kind === "open") drop();
    },
    end,
    close() {
      stopListening();
      detach(CLOSE.done);
      enter({ kind: "closed" });
    },
  };
}

/** "No status was received", as browsers report it (RFC 6455, 7.4.1): the connection was lost. */
const NO_CODE = 1006;
