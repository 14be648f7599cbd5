/** A browser made of plain objects: time moves and the network acts only when a test says so. */
import { setImmediate } from "node:timers/promises";
import type {
  Cancel,
  Environment,
  PageEvent,
  WebSocketLike,
} from "../../lib/client/environment.ts";
import { createTextStore, type TextStore } from "../../lib/client/text_store.ts";

export class FakeClock {
  nowMs = 1_000_000;
  #timers = new Map<number, { atMs: number; run: () => void }>();
  #lastId = 0;

  setTimer = (run: () => void, afterMs: number): Cancel => {
    const id = ++this.#lastId;
    this.#timers.set(id, { atMs: this.nowMs + afterMs, run });
    return () => this.#timers.delete(id);
  };

  get timersRunning(): number {
    return this.#timers.size;
  }

  /** Moves time on, running each timer at its own moment and in order. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.atMs - b.atMs);
      if (next === undefined || next[1].atMs > endMs) break;
      this.#timers.delete(next[0]);
      this.nowMs = next[1].atMs;
      next[1].run();
    }
    this.nowMs = endMs;
  }
}

export class FakeSocket implements WebSocketLike {
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onclose: WebSocketLike["onclose"] = null;
  readonly sent: { type: string; [field: string]: unknown }[] = [];
  closedByClient: number | "without code" | null = null;

  constructor(readonly url: string, readonly protocols: string[]) {}

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(code?: number): void {
    this.closedByClient = code ?? "without code";
  }

  opens(): void {
    this.onopen?.(new Event("open"));
  }

  receives(...frames: object[]): void {
    for (const frame of frames) this.receivesText(JSON.stringify(frame));
  }

  receivesText(data: string): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }

  closes(code: number): void {
    this.onclose?.(new CloseEvent("close", { code }));
  }

  sentOf(type: string) {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export function memoryStore(): TextStore {
  const texts = new Map<string, string>();
  return {
    read: (key) => texts.get(key) ?? null,
    write: (key, text) => void texts.set(key, text),
    remove: (key) => void texts.delete(key),
  };
}

/** A storage that refuses every call, as with blocked cookies. */
export function refusingStore(): TextStore {
  return createTextStore(() => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  });
}

export interface FakeEnvironment extends Environment {
  clock: FakeClock;
  sockets: FakeSocket[];
  /** The newest socket. */
  socket(): FakeSocket;
  network: { isOnline: boolean; jitter: number };
  /** Path and query of each HTTP call. */
  calls: string[];
  answers: Map<string, () => Response>;
  page(event: PageEvent): void;
}

export function fakeEnvironment(tabStore: TextStore = memoryStore()): FakeEnvironment {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const listeners = new Set<(event: PageEvent) => void>();
  const network = { isOnline: true, jitter: 0.5 };
  const calls: string[] = [];
  const answers = new Map<string, () => Response>();
  let ids = 0;
  return {
    clock,
    sockets,
    network,
    calls,
    answers,
    tabStore,
    socket: () => sockets.at(-1)!,
    page: (event) => listeners.forEach((listener) => listener(event)),
    socketOrigin: "wss://desk.example",
    openSocket(url, protocols) {
      const socket = new FakeSocket(url, protocols);
      sockets.push(socket);
      return socket;
    },
    fetch(path, init) {
      const call = `${init?.method ?? "GET"} ${path}`;
      calls.push(call);
      const answer = answers.get(call);
      return answer === undefined
        ? Promise.reject(new TypeError("network error"))
        : Promise.resolve(answer());
    },
    setTimer: clock.setTimer,
    nowMs: () => clock.nowMs,
    random: () => network.jitter,
    newId: () => `own-${++ids}`,
    isOnline: () => network.isOnline,
    onPageEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Lets promises that are already settled run on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  // Reading a body crosses a task.
  await setImmediate();
}
