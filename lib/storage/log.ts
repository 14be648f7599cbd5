import { HotlineError, notFound } from "../model/errors.ts";
import { type AccessMark, accessMarkOf } from "./access_mark.ts";
import { Batch, type Head } from "./batch.ts";
import type { Command, LoggedEvent, Settled } from "./command.ts";
import { distinctOf, identityOf, settleAll } from "./command_identity.ts";
import { findCommands } from "./command_reader.ts";
import { DoubtfulCommit, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";
import { findMessages } from "./message_reader.ts";
import { decodeEvent, decodeRecord, requestRecordSchema } from "./record.ts";
import { PointReads } from "./point_reads.ts";
import { type CommitGuard, SharedCommits } from "./shared_commits.ts";

/** Races lost in a row after which an append gives up; each lost race is somebody's commit. */
const ATTEMPTS_MAX = 50;
/** Checks that one atomic of a local database may have; where there are fewer, it is remote. */
const LOCAL_CHECKS = 100;
/** A remote database commits side by side, and each commit is a round trip. */
const REMOTE_COMMITS_AT_ONCE = 32;
/** SQLite has one writer: one commit keeps it busy while the next is on its way to it. */
const LOCAL_COMMITS_AT_ONCE = 2;

/** The database under a log, and where its times and ids come from. */
export interface LogOptions {
  kv: Deno.Kv;
  /** Checks that one atomic may hold: 100 locally, 10 where the database is remote. */
  checksMax: number;
  /** Milliseconds since the epoch. */
  clock: () => number;
  newId: () => string;
  /** Checked by every commit. Defaults to nothing. */
  guard?: CommitGuard;
}

/** What an append came to: `settled` has one result for each command, in their order. */
export interface Appended {
  /** The head as this append last knew it; null if the request does not exist. */
  head: Head | null;
  events: LoggedEvent[];
  settled: Settled[];
  /** Commits that lost a race. */
  conflicts: number;
}

/**
 * The log: per request a dense, append-only sequence of events.
 *
 * - `append` MUST be called for one request at a time within an isolate (chat/commit_queue.ts
 *   does so); isolates and processes may race, the head's versionstamp decides.
 * - A command that is reported as done MUST be durable, and MUST have taken effect once,
 *   however often it was sent and whatever a commit reported.
 * - Events are never changed; the present state of a message is kept beside them.
 */
export class RequestLog {
  readonly #options: LogOptions;
  readonly #commits: SharedCommits;
  readonly #reads: PointReads;

  constructor(options: LogOptions) {
    this.#options = options;
    const { kv, checksMax, guard } = options;
    const atOnce = checksMax < LOCAL_CHECKS ? REMOTE_COMMITS_AT_ONCE : LOCAL_COMMITS_AT_ONCE;
    this.#commits = new SharedCommits({ kv, checksMax, atOnce, guard });
    this.#reads = new PointReads(kv);
  }

  /** Commands that go into one commit: each needs a check, and so do the head and the guard. */
  get batchMax(): number {
    return this.#options.checksMax - 2;
  }

  /** The request as it stands; null if there is none. Those who ask in one turn share a read. */
  head(requestId: string): Promise<Head | null> {
    return this.#reads.get(keys.request(requestId), readHead);
  }

  /** How far changes of access have gone. Shares a read with the heads asked for in its turn. */
  accessMark(): Promise<AccessMark> {
    return this.#reads.get(keys.accessMark(), accessMarkOf);
  }

  /**
   * Stores the commands in order, at most `batchMax`, in one commit. `known` is a head
   * from before, which may be stale. Refusals come as settled errors, one command's
   * beside the success of its neighbours.
   *
   * @throws HotlineError `unavailable` if storage does not answer; sending again is safe.
   */
  async append(
    requestId: string,
    commands: readonly Command[],
    known: Head | null,
  ): Promise<Appended> {
    const settled = new Map<string, Settled>();
    /** The commits of this append: one that seemed lost may take place later. */
    const ours = new Set<string>();
    const distinct = distinctOf(commands);
    let head = known;
    for (let conflicts = 0; conflicts < ATTEMPTS_MAX; conflicts++) {
      const mayBeStale = head !== null;
      head ??= await this.head(requestId);
      const open = distinct.filter((command) => !settled.has(identityOf(command)));
      if (!head) {
        for (const command of open) settled.set(identityOf(command), { error: notFound() });
        return { head, events: [], settled: settleAll(commands, settled), conflicts };
      }
      const { batch, refused } = await this.#plan(head, open);
      if (batch.outcomes.size > 0) {
        ours.add(batch.commitId);
        const committed = await this.#commit(requestId, batch);
        // The head may still stand: what has to be found out anew is who may do what.
        if (committed === "outdated") continue;
        if (!committed) {
          await this.#settleRepeats(requestId, open, ours, settled);
          head = null;
          continue;
        }
        for (const [command, outcome] of batch.outcomes) {
          settled.set(identityOf(command), { outcome });
        }
        head = committed.head;
      } else if (refused.size > 0 && mayBeStale) {
        // Without a commit nothing has checked the facts that these refusals rest on.
        head = null;
        continue;
      }
      if (refused.size > 0) await this.#settleRefused(requestId, refused, ours, settled);
      const { events } = batch;
      return { head, events, settled: settleAll(commands, settled), conflicts };
    }
    throw new HotlineError("unavailable", "Too many others write to this request; send it again.");
  }

  /** Takes every command into a batch, except those that are refused as things stand in `head`. */
  async #plan(
    head: Head,
    commands: Command[],
  ): Promise<{ batch: Batch; refused: Map<Command, HotlineError> }> {
    const { kv, clock, newId, guard } = this.#options;
    const ids = commands.flatMap((command) => "messageId" in command ? [command.messageId] : []);
    const messages = ids.length > 0 ? await findMessages(kv, head.request.id, ids) : new Map();
    const at = new Date(clock()).toISOString();
    const judgedAt = guard?.check.versionstamp ?? null;
    const batch = new Batch(head, { messages, at, newId, commitId: newId(), judgedAt });
    const refused = new Map<Command, HotlineError>();
    for (const command of commands) {
      try {
        batch.apply(command);
      } catch (error) {
        if (!(error instanceof HotlineError)) throw error;
        refused.set(command, error);
      }
    }
    return { batch, refused };
  }

  /** Null if it lost a race; a null head in it if it was stored, but what stands now is unknown. */
  async #commit(
    requestId: string,
    batch: Batch,
  ): Promise<{ head: Head | null } | "outdated" | null> {
    const { kv } = this.#options;
    try {
      const result = await this.#commits.commit(batch.seal());
      if (result.ok) return { head: batch.headAt(result.versionstamp) };
      if (result.isOutdated) return "outdated";
    } catch (error) {
      if (!(error instanceof DoubtfulCommit)) throw error;
    }
    // Both a refusal and a failure can hide a commit that took place (KV Connect sends again): look.
    const [first] = batch.outcomes.keys();
    const [record] = await findCommands(kv, requestId, first ? [first] : []);
    return record?.commitId === batch.commitId ? { head: null } : null;
  }

  async #settleRepeats(
    requestId: string,
    commands: Command[],
    ours: ReadonlySet<string>,
    settled: Map<string, Settled>,
  ): Promise<void> {
    const records = await findCommands(this.#options.kv, requestId, commands);
    commands.forEach((command, index) => {
      const record = records[index];
      if (!record) return;
      const { seq, messageId, commitId } = record;
      const outcome = { seq, messageId, isDuplicate: !ours.has(commitId) };
      settled.set(identityOf(command), { outcome });
    });
  }

  /** A repeat of a command that once took effect gets that result, even if it were refused today. */
  async #settleRefused(
    requestId: string,
    refused: ReadonlyMap<Command, HotlineError>,
    ours: ReadonlySet<string>,
    settled: Map<string, Settled>,
  ): Promise<void> {
    await this.#settleRepeats(requestId, [...refused.keys()], ours, settled);
    for (const [command, error] of refused) {
      const identity = identityOf(command);
      if (!settled.has(identity)) settled.set(identity, { error });
    }
  }

  /** The events after `after` in order, at most `limit`: one read. */
  since(requestId: string, after: number, limit: number): Promise<LoggedEvent[]> {
    const selector = { start: keys.event(requestId, after + 1), end: keys.request(requestId) };
    return retryRead(async () => {
      const events: LoggedEvent[] = [];
      const entries = this.#options.kv.list(selector, { limit, batchSize: limit });
      for await (const { key, value } of entries) events.push(decodeEvent(Number(key[2]), value));
      return events;
    });
  }
}

function readHead({ value, versionstamp }: Deno.KvEntryMaybe<unknown>): Head | null {
  if (versionstamp === null) return null;
  const { request } = decodeRecord(requestRecordSchema, value);
  return { request, versionstamp };
}
