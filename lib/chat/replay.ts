/**
 * Events for those who come back. After a restart a whole crowd asks at once, and for much the
 * same: the newest events of a room are kept in memory, one read serves all who ask for what is
 * not, and what was made for one is sent to the next.
 */
import { SEND_BUFFER_MAX_BYTES } from "../model/limits.ts";
import type { LoggedEvent } from "../storage/command.ts";
import type { RequestLog } from "../storage/log.ts";
import { Delivery } from "./delivery.ts";

/** Events read at once; the longest ones make 30 MiB of it, common ones 200 KiB. */
export const READ_MAX = 500;
/** What a room keeps: enough for a minute of a lively one, and bounded for the longest messages. */
const TAIL_MAX_EVENTS = 200;
const TAIL_MAX_CHARS = 128 * 1024;
/** Text that is sent at once: with 3 bytes a character well under what a wire may hold. */
const PART_CHARS = SEND_BUFFER_MAX_BYTES / 8;

interface Prepared {
  after: number;
  upTo: number;
  deliveries: readonly Delivery[];
}

/** The way back into one room. */
export class Replay {
  readonly #requestId: string;
  readonly #log: Pick<RequestLog, "since">;
  /** Consecutive, and the newest that this room has seen. */
  #tail: LoggedEvent[] = [];
  #tailChars = 0;
  readonly #reads = new Map<number, Promise<LoggedEvent[]>>();
  #prepared: Prepared | null = null;

  constructor(requestId: string, log: Pick<RequestLog, "since">) {
    this.#requestId = requestId;
    this.#log = log;
  }

  /** Keeps what was just delivered; `events` are consecutive. */
  append(events: readonly LoggedEvent[]): void {
    const [first] = events;
    if (!first) return;
    if (this.#tail.length > 0 && this.#tail.at(-1)!.seq + 1 !== first.seq) this.#forget();
    for (const event of events) {
      this.#tail.push(event);
      this.#tailChars += event.json.length;
    }
    this.#trim();
    this.#prepared = null;
  }

  /**
   * What brings a member from `after` on towards `upTo`, in parts that a wire takes at once:
   * at least one event, unless the log does not have them.
   */
  async since(after: number, upTo: number): Promise<readonly Delivery[]> {
    const known = this.#prepared;
    if (known?.after === after && known.upTo === upTo) return known.deliveries;
    const events = this.#inTail(after) ?? await this.#read(after);
    // What came in meanwhile waits for the next turn, so that nobody gets it twice.
    const due = events.filter(({ seq }) => seq > after && seq <= upTo);
    const deliveries = [...partsOf(due)].map((part) => new Delivery(this.#requestId, part));
    this.#prepared = { after, upTo, deliveries };
    return deliveries;
  }

  #inTail(after: number): readonly LoggedEvent[] | null {
    const [first] = this.#tail;
    const isThere = first && first.seq <= after + 1 && this.#tail.at(-1)!.seq > after;
    return isThere ? this.#tail : null;
  }

  #read(after: number): Promise<LoggedEvent[]> {
    const known = this.#reads.get(after);
    if (known) return known;
    const read = this.#log.since(this.#requestId, after, READ_MAX)
      .then((events) => {
        this.#prime(events);
        return events;
      })
      .finally(() => this.#reads.delete(after));
    this.#reads.set(after, read);
    return read;
  }

  /** A room that has just opened has seen nothing yet: what is read is what it keeps. */
  #prime(events: readonly LoggedEvent[]): void {
    if (this.#tail.length === 0 && events.length < READ_MAX) this.append(events);
  }

  #trim(): void {
    let excess = 0;
    while (
      this.#tail.length - excess > TAIL_MAX_EVENTS || this.#tailChars > TAIL_MAX_CHARS
    ) this.#tailChars -= this.#tail[excess++]!.json.length;
    this.#tail.splice(0, excess);
  }

  #forget(): void {
    this.#tail = [];
    this.#tailChars = 0;
  }
}

/** Events in groups that a wire takes at once without counting as slow. */
function* partsOf(events: readonly LoggedEvent[]): Generator<LoggedEvent[]> {
  let part: LoggedEvent[] = [];
  let chars = 0;
  for (const event of events) {
    if (part.length > 0 && chars + event.json.length > PART_CHARS) {
      yield part;
      [part, chars] = [[], 0];
    }
    part.push(event);
    chars += event.json.length;
  }
  if (part.length > 0) yield part;
}
