/** Hotline's own client, as a page has it open, and now and then loads it again. */
import { setTimeout as delay } from "node:timers/promises";
import type { InitialRequest, LiveRequest } from "../../lib/client/live_request.ts";
import { openLiveRequest } from "../../lib/client/live_request.ts";
import type { MessagePage } from "../../lib/client/feed.ts";
import type { Kind, Message } from "../../lib/model/message.ts";
import type { Request } from "../../lib/model/request.ts";
import type { User } from "../../lib/model/user.ts";
import { oneOf } from "../helpers/random.ts";
import type { Recorder } from "./history.ts";
import { type PageEnvironment, pageEnvironment } from "./page_environment.ts";

const ASK_AGAIN_MS = 300;
/** Commands that it leaves unanswered: they go one by one. */
const WAITING_MAX = 3;

export interface PageClientOptions {
  origin: string;
  cookie: string;
  me: User;
  requestId: string;
  recorder: Recorder;
  random: () => number;
}

export class PageClient {
  readonly #options: PageClientOptions;
  readonly #environment: PageEnvironment;
  #live: LiveRequest | null = null;
  #loading: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: PageClientOptions) {
    this.#options = options;
    this.#environment = pageEnvironment(options);
  }

  get recorder(): Recorder {
    return this.#options.recorder;
  }

  /** The number of the last event: of the page that was loaded, or of what came since. */
  get last(): number {
    const join = this.recorder.history.joins.at(-1);
    return join?.events.at(-1)?.seq ?? join?.after ?? 0;
  }

  /** Commands that the log does not show yet. */
  get waiting(): number {
    if (!this.#live) return 0;
    return this.#live.pending.value.length + this.#live.pendingChanges.value.size;
  }

  /** Whether it says that it is live, shows everything up to this number, and nothing waits. */
  isSettledAt(head: number): boolean {
    const status = this.#live?.status.value;
    return status?.kind === "live" && status.completeTo === head && this.waiting === 0;
  }

  /** Whether it stays away: then the server has said that it may not come. */
  get isOver(): boolean {
    return this.#live?.status.value.kind === "signedOut";
  }

  /** What the page shows. */
  get messages(): readonly Message[] {
    return this.#live?.messages.value ?? [];
  }

  /** Loads the page, as often as it takes; what was unsent before is still there. */
  load(): Promise<void> {
    return this.#loading ??= this.#load().finally(() => this.#loading = null);
  }

  /** Whether it has enough unanswered already. */
  get isBusy(): boolean {
    return this.#live === null || this.waiting >= WAITING_MAX;
  }

  /** A message of its own that may be changed. */
  ownMessageId(random: () => number): string | null {
    const { id } = this.#options.me;
    const changing = this.#live?.pendingChanges.value;
    const own = this.messages.filter((message) =>
      message.author.id === id && message.deletedAt === null && !changing?.has(message.id)
    );
    return own.length > 0 ? oneOf(random, own).id : null;
  }

  write(body: string, kind: Kind): void {
    this.#live?.send(body, kind);
  }

  edit(messageId: string, body: string): void {
    this.#live?.edit(messageId, body);
  }

  remove(messageId: string): void {
    this.#live?.remove(messageId);
  }

  /** What a person does about commands that failed: tries again, or gives up. */
  attend(): void {
    const { pending, pendingChanges } = this.#live ?? {};
    for (
      const { clientId, failure } of [
        ...pending?.value ?? [],
        ...pendingChanges?.value.values() ?? [],
      ]
    ) {
      if (failure?.canRetry) this.#live?.retry(clientId);
      else if (failure) this.#live?.discard(clientId);
    }
  }

  /** The network is back: a browser says so, and the client comes at once. */
  online(): void {
    this.#environment.announce("online");
  }

  close(): void {
    this.#isClosed = true;
    this.#live?.close();
  }

  async #load(): Promise<void> {
    this.#live?.close();
    this.#live = null;
    while (!this.#isClosed) {
      const initial = await this.#initial();
      if (initial && !this.#isClosed) {
        this.#live = openLiveRequest(initial, this.#environment);
        return;
      }
      await delay(ASK_AGAIN_MS);
    }
  }

  /** Null if the servers or the network do not let it. */
  async #initial(): Promise<InitialRequest | null> {
    const path = `/api/requests/${this.#options.requestId}`;
    try {
      const [first, second] = await Promise.all([
        this.#environment.fetch(path),
        this.#environment.fetch(`${path}/messages`),
      ]);
      if (!first.ok || !second.ok) {
        await Promise.all([first.body?.cancel(), second.body?.cancel()]);
        return null;
      }
      const { request }: { request: Request } = await first.json();
      const page: MessagePage = await second.json();
      return { request, ...page, me: this.#options.me };
    } catch (error) {
      const isFault = error instanceof TypeError || error instanceof DOMException;
      if (!isFault) throw error;
      return null;
    }
  }
}
