/** The browser around Hotline's own client, made of what Deno has, with a recorder in between. */
import type { ServerFrame } from "../../lib/model/events.ts";
import type { Environment, PageEvent, WebSocketLike } from "../../lib/client/environment.ts";
import { memoryStore } from "../client/fake_environment.ts";
import type { Recorder } from "./history.ts";

const FETCH_MAX_MS = 5_000;

/** Deno's own takes headers too, which the types of browsers do not know. */
const DenoWebSocket = WebSocket as unknown as new (
  url: string,
  options: { protocols: string[]; headers: Record<string, string> },
) => WebSocket;

export interface PageEnvironmentOptions {
  origin: string;
  cookie: string;
  recorder: Recorder;
  random: () => number;
}

export interface PageEnvironment extends Environment {
  /** Tells the page what a browser would. */
  announce(event: PageEvent): void;
}

export function pageEnvironment(options: PageEnvironmentOptions): PageEnvironment {
  const { origin, cookie, recorder, random } = options;
  const listeners = new Set<(event: PageEvent) => void>();
  return {
    socketOrigin: origin.replace("http", "ws"),
    openSocket: (url, protocols) => {
      recorder.connects(Number(new URL(url).searchParams.get("after")));
      return recorded(new DenoWebSocket(url, { protocols, headers: { cookie } }), recorder);
    },
    fetch: (path, init) => {
      const headers = new Headers(init?.headers);
      headers.set("cookie", cookie);
      const signal = AbortSignal.timeout(FETCH_MAX_MS);
      return fetch(origin + path, { ...init, headers, signal });
    },
    setTimer(run, afterMs) {
      const timer = setTimeout(run, afterMs);
      return () => clearTimeout(timer);
    },
    nowMs: () => Date.now(),
    random,
    newId: () => crypto.randomUUID(),
    isOnline: () => true,
    onPageEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tabStore: memoryStore(),
    announce: (event) => listeners.forEach((listener) => listener(event)),
  };
}

/** The same socket; what reaches the client, and what it sends, is written down. */
function recorded(socket: WebSocket, recorder: Recorder): WebSocketLike {
  const like: WebSocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send(text) {
      note(JSON.parse(text), recorder);
      // As in browsers: on a socket that is closing, it goes nowhere without a word.
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code) => socket.close(code),
  };
  socket.onopen = (event) => like.onopen?.(event);
  socket.onmessage = (event) => {
    if (like.onmessage === null) return;
    const frames: ServerFrame | ServerFrame[] = JSON.parse(event.data);
    for (const frame of [frames].flat()) recorder.receives(frame);
    like.onmessage(event);
  };
  // A connection that cannot be made is told by `close` as well.
  socket.onerror = (event) => event.preventDefault();
  socket.onclose = (event) => like.onclose?.(event);
  return like;
}

interface OutgoingFrame {
  type: string;
  clientId?: string;
  body?: string;
  messageId?: string;
  after?: number;
}

function note(frame: OutgoingFrame, recorder: Recorder): void {
  const { type, clientId, body = "", messageId = null } = frame;
  if (type === "joinRequest") recorder.rejoins(frame.after ?? 0);
  const isCommand = type === "sendMessage" || type === "updateMessage" || type === "deleteMessage";
  if (isCommand && clientId) recorder.sends({ type, clientId, body, messageId });
}
