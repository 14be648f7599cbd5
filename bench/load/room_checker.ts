/** Checks that everybody in a room has each event once, in order, and the same ones. */

/** One broken promise often brings thousands: these are told. */
const TOLD_MAX = 20;

export class Violations {
  readonly #told: string[] = [];
  #count = 0;

  add(what: string): void {
    this.#count++;
    if (this.#told.length < TOLD_MAX) this.#told.push(what);
  }

  list(): string[] {
    const more = this.#count - this.#told.length;
    return more > 0 ? [...this.#told, `and ${more} more`] : [...this.#told];
  }
}

export class RoomChecker {
  readonly #room: string;
  readonly #violations: Violations;
  /** Whose event has which number, as it was first said. */
  readonly #events = new Map<number, string>();
  readonly #seqs = new Map<string, number>();
  readonly #acks = new Map<string, number>();
  /** The last number that each member has; undefined before they joined. */
  readonly #lasts: (number | undefined)[] = [];

  constructor(room: string, violations: Violations) {
    this.#room = room;
    this.#violations = violations;
  }

  /** The member has everything up to this number, and everything after it is to come. */
  begins(member: number, last: number): void {
    this.#lasts[member] = last;
  }

  /** A member got the event with this number, of which `learn` knows what it is. */
  event(member: number, seq: number): void {
    const last = this.#lasts[member];
    if (last !== undefined && seq !== last + 1) {
      this.#violate(`member ${member} got ${seq} after ${last}`);
    }
    this.#lasts[member] = seq;
  }

  /** What the server says of an event. MUST be called for each of its texts that differs from others. */
  learn(seq: number, clientId: string): void {
    const known = this.#events.get(seq);
    if (known === undefined) {
      this.#events.set(seq, clientId);
      const before = this.#seqs.get(clientId);
      if (before !== undefined) this.#violate(`${clientId} is both ${before} and ${seq}`);
      this.#seqs.set(clientId, seq);
    } else if (known !== clientId) {
      this.#violate(`${seq} is ${known} to some, and ${clientId} to others`);
    }
  }

  ack(clientId: string, seq: number): void {
    if (this.#acks.has(clientId)) this.#violate(`${clientId} was acknowledged twice`);
    this.#acks.set(clientId, seq);
  }

  /** Whether everybody has everything that was acknowledged. */
  get isComplete(): boolean {
    const head = this.#head;
    return this.#lasts.every((last) => last === undefined || last >= head);
  }

  /** To be called when nothing more is on its way. */
  finish(): void {
    const head = this.#head;
    this.#lasts.forEach((last, member) => {
      if (last !== undefined && last < head) {
        this.#violate(`member ${member} has no more than ${last} of ${head}`);
      }
    });
    for (const [clientId, seq] of this.#acks) {
      if (this.#events.get(seq) !== clientId) {
        this.#violate(`${clientId} was acknowledged as ${seq}, which nobody received`);
      }
    }
  }

  get #head(): number {
    let head = 0;
    for (const seq of this.#acks.values()) if (seq > head) head = seq;
    for (const last of this.#lasts) if (last !== undefined && last > head) head = last;
    return head;
  }

  #violate(what: string): void {
    this.#violations.add(`${this.#room}: ${what}`);
  }
}
