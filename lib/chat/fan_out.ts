import { setImmediate } from "node:timers";
import type { LoggedEvent } from "../storage/command.ts";
import { Delivery } from "./delivery.ts";

/**
 * Members that are sent to at once. Counted, not timed: Deno writes to the sockets after the turn
 * in which they were sent to, and that is most of what a send costs.
 */
const SLICE_MEMBERS = 128;
/** Members times events: fewer members where there are many events, as some get them one by one. */
const SLICE_EVENTS = 4_096;
/** Events that may wait for the fan-out before them: beyond that, a room reads them later. */
const WAITING_MAX = 500;

/** Told once everybody has been sent the events, with how many that were. MUST NOT throw. */
export type OnDelivered = (members: number) => void;

/** Who is in a room, by the number of their joining: in the order in which they came. */
export type Places<Member> = ReadonlyMap<Member, number>;

export interface FanOutOptions<Member> {
  requestId: string;
  places: Places<Member>;
  send: (member: Member, delivery: Delivery) => void;
  /** Members that are sent to at once. */
  sliceMembers?: number;
}

interface Waiting {
  events: LoggedEvent[];
  /** The last joining before them: who came later had these events from the log. */
  lastJoin: number;
  onDelivered: OnDelivered[];
}

interface UnderWay<Member> {
  delivery: Delivery;
  lastJoin: number;
  onDelivered: readonly OnDelivered[];
  members: MapIterator<Member>;
  /** Members to a slice. */
  slice: number;
  sent: number;
}

/**
 * The sends to a room, in slices: between two of them the event loop turns, so that a crowd in
 * one room does not hold up the others. A room that fits a slice is sent to at once.
 *
 * - Each member gets the events in order, once, and only those that came after its joining.
 * - Who leaves gets nothing more; who joins again does so at a new place, at the end.
 * - While a fan-out is under way, further events wait and leave together in the next.
 */
export class FanOut<Member> {
  readonly #options: FanOutOptions<Member>;
  #underWay: UnderWay<Member> | null = null;
  #waiting: Waiting[] = [];
  #waitingEvents = 0;
  #ready: PromiseWithResolvers<void> | null = null;
  #sentUpTo = 0;

  constructor(options: FanOutOptions<Member>) {
    this.#options = options;
  }

  /** Whether more waits than should: who has other ways to the events should take them. */
  get isBehind(): boolean {
    return this.#waitingEvents >= WAITING_MAX;
  }

  /** The last event that everybody has been sent; 0 before the first. */
  get sentUpTo(): number {
    return this.#sentUpTo;
  }

  /** Null if nothing waits; else resolves when nothing does any more. */
  ready(): Promise<void> | null {
    if (this.#waiting.length === 0) return null;
    this.#ready ??= Promise.withResolvers();
    return this.#ready.promise;
  }

  /** `events` follow on those before; `lastJoin` is the number of the newest member's joining. */
  deliver(events: readonly LoggedEvent[], lastJoin: number, onDelivered?: OnDelivered): void {
    if (this.#underWay) return this.#wait(events, lastJoin, onDelivered);
    this.#begin(events, lastJoin, onDelivered ? [onDelivered] : []);
    this.#goOn();
  }

  /** Nobody has joined in between: then the events can leave together with those before them. */
  #wait(events: readonly LoggedEvent[], lastJoin: number, onDelivered?: OnDelivered): void {
    let last = this.#waiting.at(-1);
    if (last?.lastJoin !== lastJoin) {
      last = { events: [], lastJoin, onDelivered: [] };
      this.#waiting.push(last);
    }
    last.events.push(...events);
    if (onDelivered) last.onDelivered.push(onDelivered);
    this.#waitingEvents += events.length;
  }

  #begin(
    events: readonly LoggedEvent[],
    lastJoin: number,
    onDelivered: readonly OnDelivered[],
  ): void {
    const { requestId, places, sliceMembers = SLICE_MEMBERS } = this.#options;
    const delivery = new Delivery(requestId, events);
    // The iterator lives on while members come and go: these are skipped, those come last.
    const members = places.keys();
    const slice = Math.min(sliceMembers, Math.ceil(SLICE_EVENTS / events.length));
    this.#underWay = { delivery, lastJoin, onDelivered, members, slice, sent: 0 };
  }

  #goOn(): void {
    while (this.#underWay) {
      if (!this.#sendSlice(this.#underWay)) {
        // Not setTimeout, which leaves the loop idle for 2 ms. A chain of these alone would keep
        // sockets from being read (Deno 2.9.6), but each send is a task of its own in between.
        setImmediate(() => this.#goOn());
        return;
      }
      this.#next();
    }
  }

  /** Whether everybody has it. */
  #sendSlice(underWay: UnderWay<Member>): boolean {
    const { places, send } = this.#options;
    const { delivery, lastJoin, members, slice } = underWay;
    for (const member of members) {
      if (places.get(member)! > lastJoin) break;
      send(member, delivery);
      if (++underWay.sent % slice === 0) return false;
    }
    return true;
  }

  #next(): void {
    const done = this.#underWay;
    this.#underWay = null;
    if (done) this.#sentUpTo = done.delivery.lastSeq;
    done?.onDelivered.forEach((tell) => tell(done.sent));
    const next = this.#waiting.shift();
    if (next) {
      this.#waitingEvents -= next.events.length;
      this.#begin(next.events, next.lastJoin, next.onDelivered);
    }
    if (this.#waiting.length > 0) return;
    this.#ready?.resolve();
    this.#ready = null;
  }
}
