/** Finds what no hint announced: one read a turn, whatever the number of rooms. */
import type { Marks } from "../storage/marks.ts";

export interface PollOptions {
  /** One read of all marks. */
  readMarks: () => Promise<Marks>;
  everyMs: number;
  /** These shards were written to since the last turn. */
  onActivity: (shards: number[]) => Promise<void>;
  /** A session ended or a role changed since the last turn. */
  onAccess: () => Promise<void>;
  onError: (error: unknown) => void;
}

export class Poll {
  readonly #options: PollOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<void> = Promise.resolve();
  #seen: Marks | null = null;
  #isClosed = false;

  constructor(options: PollOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#turn;
  }

  /** One turn. A failing one leaves the marks as they were, so that the next one makes up for it. */
  async check(): Promise<void> {
    const marks = await this.#options.readMarks();
    const seen = this.#seen;
    const isChanged = (shard: number) => marks.activity[shard] !== seen?.activity[shard];
    const shards = [...marks.activity.keys()].filter(isChanged);
    if (shards.length > 0) await this.#options.onActivity(shards);
    if (marks.access !== seen?.access) await this.#options.onAccess();
    this.#seen = marks;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#turn = this.check().catch(this.#options.onError).finally(() => this.#schedule());
    }, this.#options.everyMs);
  }
}
