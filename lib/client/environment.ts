import { createTextStore, type TextStore } from "./text_store.ts";

export type Cancel = () => void;

/** The part of the environment that waits, for who needs no more of it. */
export interface Timers {
  /** Runs once after the delay, unless it is cancelled before. */
  setTimer(run: () => void, afterMs: number): Cancel;
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

/** Everything that the client takes from the browser, so that tests can stand in for it. */
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
  onPageEvent(listener: (event: PageEvent) => void): Cancel;
  /** Lives as long as the tab, also over a reload. */
  tabStore: TextStore;
}

/** An HTTP call without an answer by then has failed. */
const FETCH_TIMEOUT_MS = 15_000;

/** The browser's environment; while rendering on the server, one in which nothing ever happens. */
export function pageEnvironment(): Environment {
  return typeof document === "undefined" ? stillEnvironment : {
    socketOrigin: location.origin.replace(/^http/, "ws"),
    openSocket: (url, protocols) => new WebSocket(url, protocols),
    fetch: (path, init) =>
      fetch(path, {
        credentials: "same-origin",
        signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
        ...init,
      }),
    setTimer(run, afterMs) {
      const timer = setTimeout(run, afterMs);
      return () => clearTimeout(timer);
    },
    nowMs: () => Date.now(),
    random: () => Math.random(),
    newId,
    isOnline: () => navigator.onLine,
    onPageEvent,
    tabStore: createTextStore(() => sessionStorage),
  };
}

/** Its timers never run, and everything that connects or sends starts with a timer. */
const stillEnvironment: Environment = {
  socketOrigin: "",
  openSocket: () => unavailable("socket"),
  fetch: () => unavailable("request"),
  setTimer: () => () => {},
  nowMs: () => Date.now(),
  random: () => 0,
  newId,
  isOnline: () => true,
  onPageEvent: () => () => {},
  tabStore: { read: () => null, write: () => {}, remove: () => {} },
};

function unavailable(what: string): never {
  throw new Error(`A live request cannot open a ${what} while rendering on the server.`);
}

/**
 * The time first: the server's database is quicker where ids of a moment are neighbours. Not
 * `crypto.randomUUID()`, which browsers have on https and localhost alone.
 */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const chance = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return Date.now().toString(16) + chance;
}

function onPageEvent(listener: (event: PageEvent) => void): Cancel {
  const abort = new AbortController();
  const { signal } = abort;
  addEventListener("online", () => listener("online"), { signal });
  addEventListener("offline", () => listener("offline"), { signal });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") listener("visible");
  }, { signal });
  return () => abort.abort();
}
