import { type ErrorCode, HotlineError } from "../model/errors.ts";
import { ROOM_QUEUE_MAX, ROOM_QUEUE_MAX_CHARS } from "../model/limits.ts";
import type { Head } from "../storage/batch.ts";
import type { Command, LoggedEvent, Outcome, Settled } from "../storage/command.ts";
import type { RequestLog } from "../storage/log.ts";
import type { OnDelivered } from "./fan_out.ts";
import type { Observer } from "./observer.ts";
import { Siblings } from "./siblings.ts";
import type { Trace } from "./tracer.ts";

/** Bytes that one commit may come to: KV takes 800 KiB, and keys and indexes need some of it. */
const COMMIT_MAX_BYTES = 700 * 1024;
/** What a command costs beside its body: ids, times, people, keys. */
const COMMAND_OVERHEAD_BYTES = 4 * 1024;
/** A change is stored with the whole request: 100 people with the longest names are 36 KiB. */
const CHANGE_OVERHEAD_BYTES = 42 * 1024;
/** Stored twice (event and state), with at most 6 bytes for a character of JSON. */
const BYTES_PER_CHAR = 2 * 6;

interface Waiting {
  command: Command;
  trace: Trace;
  resolve: (outcome: Outcome) => void;
  reject: (error: HotlineError) => void;
}

/** The request whose log is written, and who hears of it. */
export interface CommitQueueOptions {
  requestId: string;
  log: RequestLog;
  /** Called after each commit, before its senders hear of it. MUST NOT throw. */
  onStored: (events: LoggedEvent[], onDelivered?: OnDelivered) => void;
  /** Null if what was stored is on its way; else the next commit waits for this. */
  caughtUp: () => Promise<void> | null;
  /** Called instead when the commands added nothing, with the head that they came upon. */
  onHead: (seq: number) => void;
  observer: Observer;
  onError: (error: unknown) => void;
}

/**
 * Group commit: while one commit of a room is under way, further commands wait and go
 * together in the next. An idle room's command is committed at once; a flood goes in the
 * largest batches that storage takes.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #head: Head | null;
  #waiting: Waiting[] = [];
  #waitingChars = 0;
  #run: Promise<void> | null = null;
  readonly #siblings = new Siblings();

  constructor(head: Head | null, options: CommitQueueOptions) {
    this.#head = head;
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#run === null;
  }

  /**
   * Resolves once the command is durably stored; commands take effect in the order of the calls.
   *
   * @throws HotlineError as the policy refuses, or `unavailable`: it may be sent again.
   */
  submit(command: Command, trace: Trace = null): Promise<Outcome> {
    if (this.#waiting.length >= ROOM_QUEUE_MAX || this.#waitingChars >= ROOM_QUEUE_MAX_CHARS) {
      const full = "Too many commands wait in this request; send it again in a moment.";
      return Promise.reject(new HotlineError("unavailable", full));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#waiting.push({ command, trace, resolve, reject });
    this.#waitingChars += charsOf(command);
    this.#siblings.add(command.actor.id);
    this.#run ??= this.#commitAll();
    return promise;
  }

  /** Commands that wait for the next commit. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.#run) await this.#run;
  }

  async #commitAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#siblings.gathered();
      await this.#commit(this.#take());
      this.#siblings.committed();
      const behind = this.#options.caughtUp();
      if (behind) await behind;
    }
    // In the turn that found nothing waiting: whoever submits a moment later begins a new run.
    this.#run = null;
  }

  async #commit(batch: Waiting[]): Promise<void> {
    const { requestId, log, onStored, onHead, observer, onError } = this.#options;
    const beganAt = performance.now();
    for (const { trace } of batch) trace?.committing(batch.length);
    try {
      const commands = batch.map(({ command }) => command);
      const { head, events, settled, conflicts } = await log.append(
        requestId,
        commands,
        this.#head,
      );
      this.#head = head;
      const tookMs = performance.now() - beganAt;
      observer.committed({ commands: commands.length, conflicts, tookMs });
      batch.forEach(({ trace }, index) => {
        const result = settled[index]!;
        if (trace && "outcome" in result) trace.committed(result.outcome, conflicts);
      });
      if (events.length > 0) onStored(events, followDelivery(batch, settled));
      else if (head) onHead(head.request.head);
      batch.forEach(({ command, resolve, reject }, index) => {
        const result = settled[index]!;
        observer.commandSettled(command.type, resultOf(result));
        if ("outcome" in result) resolve(result.outcome);
        else reject(result.error);
      });
    } catch (error) {
      this.#head = null;
      onError(error);
      const refusal = error instanceof HotlineError
        ? error
        : new HotlineError("unavailable", "Storage does not answer; send it again.", {
          cause: error,
        });
      for (const { command, reject } of batch) {
        observer.commandSettled(command.type, refusal.code);
        reject(refusal);
      }
    }
  }

  #take(): Waiting[] {
    this.#siblings.take();
    let bytes = 0;
    let count = 0;
    for (const { command } of this.#waiting) {
      bytes += bytesOf(command);
      if (count > 0 && (bytes > COMMIT_MAX_BYTES || count >= this.#options.log.batchMax)) break;
      this.#waitingChars -= charsOf(command);
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}

/** Tells those traces whose commands were stored; undefined where nobody wants to know. */
function followDelivery(
  batch: readonly Waiting[],
  settled: readonly Settled[],
): OnDelivered | undefined {
  if (!batch.some(({ trace }) => trace)) return undefined;
  const traces = batch.flatMap(({ trace }, index) =>
    trace && resultOf(settled[index]!) === "stored" ? [trace] : []
  );
  traces.forEach((trace) => trace.delivering());
  return (members) => traces.forEach((trace) => trace.delivered(members));
}

function resultOf(settled: Settled): "stored" | "repeated" | ErrorCode {
  if ("error" in settled) return settled.error.code;
  return settled.outcome.isDuplicate ? "repeated" : "stored";
}

const charsOf = (command: Command): number => "body" in command ? command.body.length : 0;

/** At most. */
function bytesOf(command: Command): number {
  if (["change", "grant", "revoke"].includes(command.type)) return CHANGE_OVERHEAD_BYTES;
  return COMMAND_OVERHEAD_BYTES + charsOf(command) * BYTES_PER_CHAR;
}
