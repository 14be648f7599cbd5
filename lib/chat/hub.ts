import { MEMBERS_MAX } from "../model/limits.ts";
import type { User } from "../model/user.ts";
import type { LoggedEvent } from "../storage/command.ts";
import type { Delivery } from "./delivery.ts";
import { FanOut, type OnDelivered } from "./fan_out.ts";
import { mayRead, type Shared } from "./policy.ts";

/** One socket's place in a room. */
export interface Member {
  /** Who it is now: a changed role counts from the next delivery on. */
  readonly user: User;
  deliver(delivery: Delivery): void;
  /** The right to read is gone. MUST lead to the member leaving the hub. */
  expel(requestId: string): void;
}

/**
 * The members of one room in this isolate, and the way out to them. Each event goes to a member
 * only if it may read the request as of that event, or a later one.
 */
export class Hub {
  readonly #requestId: string;
  readonly #openedAt: number;
  #facts: Shared;
  /** With the number of their joining. */
  readonly #members = new Map<Member, number>();
  readonly #fanOut: FanOut<Member>;
  #joins = 0;

  constructor({ id, head, requester, access }: Shared & { id: string; head: number }) {
    this.#requestId = id;
    this.#openedAt = head;
    this.#facts = { requester, access };
    this.#fanOut = new FanOut({
      requestId: id,
      places: this.#members,
      send: (member, delivery) => this.#send(member, delivery),
    });
  }

  get size(): number {
    return this.#members.size;
  }

  /** The member gets what is delivered from now on, and nothing that is still on its way. */
  add(member: Member): void {
    this.#members.delete(member);
    this.#members.set(member, ++this.#joins);
  }

  remove(member: Member): void {
    this.#members.delete(member);
  }

  has(member: Member): boolean {
    return this.#members.has(member);
  }

  /** Every person once, however many sockets they have; of a crowd, the first to have come. */
  people(): User[] {
    const byId = new Map<string, User>();
    for (const { user } of this.#members.keys()) {
      if (byId.size >= MEMBERS_MAX) break;
      byId.set(user.id, user);
    }
    return [...byId.values()];
  }

  /** Sends the events to whoever is here now: at once, or in a crowd one slice after another. */
  deliver(events: readonly LoggedEvent[], onDelivered?: OnDelivered): void {
    this.#fanOut.deliver(events, this.#joins, onDelivered);
  }

  /** Whether so many events wait to be sent that no more should be handed in. */
  get isBehind(): boolean {
    return this.#fanOut.isBehind;
  }

  /** Null if no event waits for those before it; else resolves when none does any more. */
  ready(): Promise<void> | null {
    return this.#fanOut.ready();
  }

  /** Who may be here, as of the newest event. */
  get facts(): Shared {
    return this.#facts;
  }

  /** Others have been let in. MUST be said before the event that says so is delivered. */
  admitOnly(access: Shared["access"]): void {
    this.#facts = { ...this.#facts, access };
    this.review();
  }

  /** Every member has been sent the events up to this one, or came later than it. */
  get sentUpTo(): number {
    return Math.max(this.#openedAt, this.#fanOut.sentUpTo);
  }

  /** Puts out whoever may not read the request any more. */
  review(): void {
    for (const member of this.#members.keys()) {
      if (!mayRead(member.user, this.#facts)) this.#expel(member);
    }
  }

  #send(member: Member, delivery: Delivery): void {
    if (mayRead(member.user, this.#facts)) member.deliver(delivery);
    else this.#expel(member);
  }

  #expel(member: Member): void {
    this.#members.delete(member);
    member.expel(this.#requestId);
  }
}
