/**
 * Commits of several requests in one transaction. SQLite has one writer and syncs the disk at
 * each commit, so while commits are under way, the parts that come up wait and go together.
 *
 * - A part is stored as a whole or not at all, whatever becomes of its neighbours.
 * - A result MUST be that of the part: if a check fails in a group, each part is tried by itself.
 * - A part is stored only while the guard is as it was when the part was judged. If it has moved,
 *   the whole group is outdated: judged anew by their senders, its parts come up and go together.
 * - What `commitAtomic` says of a commit it says of every part in it, doubt included.
 */
import { setImmediate } from "node:timers";
import { commitAtomic } from "./commit.ts";
import { keys } from "./keys.ts";

/** KV takes 1,000 mutations and 800 KiB in one atomic; keys and overheads need some of it. */
const MUTATIONS_MAX = 900;
const BYTES_MAX = 700 * 1024;

/** What one request adds to a commit. */
export interface CommitPart {
  readonly checks: number;
  readonly mutations: number;
  /** At most so many, values and keys. */
  readonly bytes: number;
  /** Whose activity mark the commit touches. */
  readonly shard: number;
  /** The guard's versionstamp when it was found that this may be written. */
  readonly judgedAt: string | null;
  writeTo(atomic: Deno.AtomicOperation): Deno.AtomicOperation;
}

/** What became of a part; `isOutdated` if the guard has moved, whatever else may be wrong. */
export type PartResult = Deno.KvCommitResult | { ok: false; isOutdated: boolean };

const OUTDATED: PartResult = { ok: false, isOutdated: true };

interface Waiting {
  part: CommitPart;
  resolve: (result: PartResult) => void;
  reject: (error: unknown) => void;
}

/** A fact that every commit checks besides its own: with another one, its result would be wrong. */
export interface CommitGuard {
  readonly check: Deno.AtomicCheck;
  /** Called when a check has failed: takes in what the fact is now. */
  look(): Promise<void>;
}

export interface SharedCommitsOptions {
  kv: Deno.Kv;
  /** Defaults to none. */
  guard?: CommitGuard | undefined;
  /** Checks that one atomic may have. */
  checksMax: number;
  /** Commits that may be under way at the same time. */
  atOnce: number;
}

export class SharedCommits {
  readonly #options: SharedCommitsOptions;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #isStarting = false;

  constructor(options: SharedCommitsOptions) {
    this.#options = options;
  }

  /** Commits a part, alone or with others. @throws as `commitAtomic` does. */
  commit(part: CommitPart): Promise<PartResult> {
    const { promise, resolve, reject } = Promise.withResolvers<PartResult>();
    this.#waiting.push({ part, resolve, reject });
    this.#startSoon();
    return promise;
  }

  /** In the next turn of the event loop: what else has arrived goes along. */
  #startSoon(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    setImmediate(() => {
      this.#isStarting = false;
      this.#goOn();
    });
  }

  #goOn(): void {
    while (this.#waiting.length > 0 && this.#underWay < this.#options.atOnce) {
      this.#underWay++;
      this.#commitTogether(this.#take()).finally(() => {
        this.#underWay--;
        this.#goOn();
      });
    }
  }

  async #commitTogether(taken: Waiting[]): Promise<void> {
    const { current = [], outdated = [] } = Object.groupBy(
      taken,
      ({ part }) => this.#isOutdated(part) ? "outdated" : "current",
    );
    outdated.forEach(({ resolve }) => resolve(OUTDATED));
    if (current.length === 0) return;
    try {
      const result = await this.#write(current);
      if (result.ok || result.isOutdated || current.length === 1) {
        return current.forEach(({ resolve }) => resolve(result));
      }
    } catch (error) {
      return current.forEach(({ reject }) => reject(error));
    }
    // One request's head has moved on, and nothing tells which.
    for (const one of current) {
      await this.#write([one]).then(one.resolve, one.reject);
    }
  }

  /** Of parts that were judged at the same state of the guard. */
  async #write(group: Waiting[]): Promise<PartResult> {
    const { kv, guard } = this.#options;
    const atomic = kv.atomic();
    const [{ part: first }] = group as [Waiting];
    if (guard) atomic.check({ ...guard.check, versionstamp: first.judgedAt });
    for (const { part } of group) part.writeTo(atomic);
    // Once for all parts of a shard.
    for (const shard of new Set(group.map(({ part }) => part.shard))) {
      atomic.set(keys.activityMark(shard), { v: 1 });
    }
    const result = await commitAtomic(atomic);
    if (result.ok) return result;
    await guard?.look();
    return { ok: false, isOutdated: this.#isOutdated(first) };
  }

  #isOutdated({ judgedAt }: CommitPart): boolean {
    const { guard } = this.#options;
    return guard !== undefined && guard.check.versionstamp !== judgedAt;
  }

  /** As many of the longest waiting as one atomic takes; at least one. */
  #take(): Waiting[] {
    const { checksMax, guard } = this.#options;
    let [checks, mutations, bytes] = [guard ? 1 : 0, 0, 0];
    const tooMany = this.#waiting.findIndex(({ part }, index) => {
      checks += part.checks;
      mutations += part.mutations;
      bytes += part.bytes;
      const isFull = checks > checksMax || mutations > MUTATIONS_MAX || bytes > BYTES_MAX;
      return isFull && index > 0;
    });
    return this.#waiting.splice(0, tooMany === -1 ? this.#waiting.length : tooMany);
  }
}
