/** Everything that the client takes from the browser, so that tests can stand in for it. */
import { createTextStore, type TextStore } from "./text_store.ts";

export interface Timers {
  setTimer(run: () => void, afterMs: number): number;
  clearTimer(timer: number): void;
}

/** The part of `WebSocket` that is used. */
export interface WebSocketLike {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

export type PageEvent = "online" | "offline" | "visible";

export interface Environment extends Timers {
  /** The site's address for sockets: "wss://example.com". */
  socketOrigin: string;
  openSocket(url: string, protocols: string[]): WebSocketLike;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  nowMs(): number;
  /** From 0 to below 1. */
  random(): number;
  newId(): string;
  isOnline(): boolean;
  /** Calls back until the returned function is called. */
  onPageEvent(listener: (event: PageEvent) => void): () => void;
  /** Lives as long as the tab, also over a reload. */
  tabStore: TextStore;
}

/** The browser's environment, or null where there is none: while rendering on the server. */
export function browserEnvironment(): Environment | null {
  if (typeof document === "undefined") return null;
  return {
    socketOrigin: location.origin.replace(/^http/, "ws"),
    openSocket: (url, protocols) => new WebSocket(url, protocols),
    fetch: (path, init) => fetch(path, { credentials: "same-origin", ...init }),
    setTimer: (run, afterMs) => setTimeout(run, afterMs),
    clearTimer: (timer) => clearTimeout(timer),
    nowMs: () => Date.now(),
    random: () => Math.random(),
    newId: () => crypto.randomUUID(),
    isOnline: () => navigator.onLine,
    onPageEvent,
    tabStore: createTextStore(() => sessionStorage),
  };
}

function onPageEvent(listener: (event: PageEvent) => void): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  addEventListener("online", () => listener("online"), { signal });
  addEventListener("offline", () => listener("offline"), { signal });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") listener("visible");
  }, { signal });
  return () => abort.abort();
}
