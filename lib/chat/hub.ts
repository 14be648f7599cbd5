import { MEMBERS_MAX } from "../model/limits.ts";
import type { User } from "../model/user.ts";
import type { RequestRecord } from "../storage/record.ts";
import type { Delivery } from "./delivery.ts";
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
  readonly #members = new Set<Member>();

  constructor(request: Pick<RequestRecord, "id" | "requester">) {
    this.#request = request;
  }

  get size(): number {
    return this.#members.size;
  }

  add(member: Member): void {
    this.#members.add(member);
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
    for (const { user } of this.#members) {
      if (byId.size >= MEMBERS_MAX) break;
      byId.set(user.id, user);
    }
    return [...byId.values()];
  }

  deliver(delivery: Delivery): void {
    for (const member of this.#members) {
      if (mayRead(member.user, this.#request)) member.deliver(delivery);
      else this.#expel(member);
    }
  }

  /** Puts out whoever may not read the request any more. */
  review(): void {
    for (const member of this.#members) {
      if (!mayRead(member.user, this.#request)) this.#expel(member);
    }
  }

  #expel(member: Member): void {
    this.#members.delete(member);
    member.expel(this.#request.id);
  }
}
