import { MEMBERS_MAX } from "../model/limits.ts";
import type { User } from "../model/user.ts";
import type { LoggedEvent } from "../storage/command.ts";
import type { RequestRecord } from "../storage/record.ts";
import type { Delivery } from "./delivery.ts";
import { FanOut, type OnDelivered } from "./fan_out.ts";
import { mayRead } from "./policy.ts";

/** One socket's place in a room. */
export interface Member {
  /** Who it is now: a changed role counts from the next delivery on. */
  readonly user: User;
  deliver(delivery: Delivery): void;
  /** The right to read is gone. MUST lead to the member leaving the hub. */
  expel(requestId: string): void;
}

/** The members of one room in this isolate, and the way out to them. */
export class Hub {
  readonly #request: Pick<RequestRecord, "id" | "requester">;
  /** With the number of their joining. */
  readonly #members = new Map<Member, number>();
  readonly #fanOut: FanOut<Member>;
  #joins = 0;

  constructor(request: Pick<RequestRecord, "id" | "requester">) {
    this.#request = request;
    this.#fanOut = new FanOut({
      requestId: request.id,
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

  /** Puts out whoever may not read the request any more. */
  review(): void {
    for (const member of this.#members.keys()) {
      if (!mayRead(member.user, this.#request)) this.#expel(member);
    }
  }

  #send(member: Member, delivery: Delivery): void {
    if (mayRead(member.user, this.#request)) member.deliver(delivery);
    else this.#expel(member);
  }

  #expel(member: Member): void {
    this.#members.delete(member);
    member.expel(this.#request.id);
  }
}
