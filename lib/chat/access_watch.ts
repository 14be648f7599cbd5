/**
 * What this isolate knows of changes of access, so that nobody gets what was written after theirs.
 *
 * Another process learns of a change at its next poll, and an isolate by a hint that may be lost.
 * Either is too late for who was told "this person is out" and writes on. So whoever passes events
 * on makes sure that they were not written after a change that is not known here yet:
 *
 * - A commit of this isolate checks that the access mark is the one that is known here.
 * - A hint carries how far its isolate knew; one that knew more than this one is not passed on.
 * - Before what was read from the log is passed on, the mark is looked at once more.
 *
 * Looking closes the sockets of those who are out.
 */
import type { AccessMark } from "../storage/access_mark.ts";
import { changedSince } from "../storage/access_mark.ts";
import { keys } from "../storage/keys.ts";
import { sharedRead } from "../storage/shared_read.ts";

export interface AccessWatchOptions {
  read: () => Promise<AccessMark>;
  /** Looks again at the sockets of these users; null: of everybody. */
  review: (userIds: ReadonlySet<string> | null) => Promise<void>;
}

export class AccessWatch {
  readonly #options: AccessWatchOptions;
  #known: AccessMark | null = null;

  constructor(options: AccessWatchOptions) {
    this.#options = options;
  }

  /** Changes of which this isolate knows, and whose sockets it has closed. */
  get number(): number {
    return this.#known?.number ?? 0;
  }

  /** What a commit checks. */
  get check(): Deno.AtomicCheck {
    return { key: keys.accessMark(), versionstamp: this.#known?.versionstamp ?? null };
  }

  /** After this, every change stored before the call is known, and holds for the open sockets. */
  readonly look = sharedRead(async () => {
    const mark = await this.#options.read();
    if (mark.versionstamp === this.#known?.versionstamp) return;
    // A process of before changes were counted leaves no number: then everybody is looked at.
    const changed = mark.number > this.number ? changedSince(mark, this.number) : null;
    if (changed?.size !== 0) await this.#options.review(changed);
    this.#known = mark;
  });
}
