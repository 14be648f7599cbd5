/** What one client did and saw, small enough to be kept for a whole run. */
import type { ErrorCode } from "../../lib/model/errors.ts";
import type { ServerFrame } from "../../lib/model/events.ts";
import type { Role } from "../../lib/model/user.ts";

/** An event as it arrived. */
export interface Seen {
  seq: number;
  requestId: string;
  /** Whether the viewer was told no more than the number. */
  isHidden: boolean;
  isNote: boolean;
  /** Stands for the whole text of the frame. */
  digest: number;
  /** Milliseconds since the run began. */
  atMs: number;
}

/** From one joining to the next, or to the end of the connection. */
export interface Join {
  after: number;
  events: Seen[];
  /** The head that `joined` named; null if it never came. */
  head: number | null;
  /** The head of that `joined` must be at least this: it was acknowledged before the joining. */
  headAtLeast: number;
}

/** A command, sent as often as it took. */
export interface Sent {
  clientId: string;
  type: "sendMessage" | "updateMessage" | "deleteMessage";
  body: string;
  messageId: string | null;
  /** What was acknowledged: differing numbers for one command are a violation. */
  acks: { seq: number; messageId: string | null; atMs: number }[];
  /** The last refusal, if it was a final one. */
  refusal: ErrorCode | null;
}

export interface ClientHistory {
  name: string;
  userId: string;
  role: Role;
  requestId: string;
  /** Whether this person may read the request at all. */
  isAllowed: boolean;
  joins: Join[];
  sent: Map<string, Sent>;
  /** When the session ended for sure, if it did. */
  signedOutAtMs: number | null;
}

/** Heads that were acknowledged to anybody, by request: what a later joining has to reach. */
export type AcknowledgedHeads = Map<string, number>;

export class Recorder {
  readonly history: ClientHistory;
  readonly #heads: AcknowledgedHeads;
  readonly #now: () => number;
  /** The joining that was asked for on a connection where another one still delivers. */
  #next: Join | null = null;

  constructor(
    about: Omit<ClientHistory, "joins" | "sent" | "signedOutAtMs">,
    heads: AcknowledgedHeads,
    now: () => number,
  ) {
    this.history = { ...about, joins: [], sent: new Map(), signedOutAtMs: null };
    this.#heads = heads;
    this.#now = now;
  }

  /** A new connection, which joins at this cursor. */
  connects(after: number): void {
    this.#next = null;
    this.history.joins.push(this.#joinAt(after));
  }

  /** Joins anew on the connection that is there. */
  rejoins(after: number): void {
    this.#next = this.#joinAt(after);
  }

  sends({ clientId, ...command }: Omit<Sent, "acks" | "refusal">): void {
    if (this.history.sent.has(clientId)) return;
    this.history.sent.set(clientId, { clientId, ...command, acks: [], refusal: null });
  }

  receives(frame: ServerFrame): void {
    if (frame.type === "ack") {
      const { seq, messageId = null } = frame;
      this.history.sent.get(frame.clientId)?.acks.push({ seq, messageId, atMs: this.#now() });
      this.#heads.set(frame.requestId, Math.max(this.#heads.get(frame.requestId) ?? 0, seq));
    } else if (frame.type === "error") {
      const sent = this.history.sent.get(frame.clientId ?? frame.ref ?? "");
      if (sent && !frame.retryable) sent.refusal = frame.code;
    } else if (frame.type === "joined") {
      this.#current(null).head = frame.head;
    } else if ("seq" in frame) {
      const message = "message" in frame ? frame.message : null;
      this.#current(frame.seq).events.push({
        seq: frame.seq,
        requestId: frame.requestId,
        isHidden: frame.type === "hidden",
        isNote: message?.kind === "note",
        digest: digestOf(JSON.stringify(frame)),
        atMs: this.#now(),
      });
    }
  }

  #joinAt(after: number): Join {
    const headAtLeast = this.#heads.get(this.history.requestId) ?? 0;
    return { after, events: [], head: null, headAtLeast };
  }

  /** Where a frame belongs: what the earlier joining still sent comes before the later one's. */
  #current(seq: number | null): Join {
    const last = this.history.joins.at(-1);
    if (!last) throw new Error("A frame came before the connection.");
    const next = this.#next;
    if (!next) return last;
    const follows = (last.events.at(-1)?.seq ?? last.after) + 1;
    if (last.head !== null && seq === follows) return last;
    this.#next = null;
    this.history.joins.push(next);
    return next;
  }
}

/** FNV-1a: two frames of one request that differ have different digests, but for rare luck. */
export function digestOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
