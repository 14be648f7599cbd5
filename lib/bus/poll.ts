import type { Marks } from "../storage/marks.ts";

/** What a poll reads and whom it tells; between two turns it waits `everyMs`. */
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

/** Finds what no hint announced: one read a turn, whatever the number of rooms. */
export class Poll {
  readonly #options: PollOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<void> = Promise.resolve();
  #seen: Partial<Marks> = {};
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

  /** One turn. What fails leaves its marks as they were, so that the next turn makes up for it. */
  async check(): Promise<void> {
    const { access, activity } = await this.#options.readMarks();
    // Side by side: a room that cannot be read must not keep those inside who lost their rights.
    const results = await Promise.allSettled([this.#lookAtAccess(access), this.#readOn(activity)]);
    const failed = results.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }

  async #lookAtAccess(access: Marks["access"]): Promise<void> {
    if (access === this.#seen.access) return;
    await this.#options.onAccess();
    this.#seen.access = access;
  }

  async #readOn(activity: Marks["activity"]): Promise<void> {
    const isChanged = (shard: number) => activity[shard] !== this.#seen.activity?.[shard];
    const shards = [...activity.keys()].filter(isChanged);
    if (shards.length === 0) return;
    await this.#options.onActivity(shards);
    this.#seen.activity = activity;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#turn = this.check().catch(this.#options.onError).finally(() => this.#schedule());
    }, this.#options.everyMs);
  }
}
