/** Somebody in a room, without a socket. */
import type { JoiningMember, Room } from "../../lib/chat/room.ts";
import type { Delivery } from "../../lib/chat/delivery.ts";
import type { LogEvent } from "../../lib/model/events.ts";
import type { User } from "../../lib/model/user.ts";

export class FakeMember implements JoiningMember {
  readonly events: LogEvent[] = [];
  isOpen = true;
  isExpelled = false;
  /** What happens while this member takes in a part of a replay. */
  whileDraining: () => Promise<void> = () => Promise.resolve();

  constructor(public user: User) {}

  /** How many events there were at the moment of joining, and at which head that was. */
  async joins(room: Room, after: number | null = null): Promise<{ events: number; head: number }> {
    let joined: { events: number; head: number } | undefined;
    await room.join(this, after, (head) => {
      joined = { events: this.events.length, head };
    });
    if (!joined) throw new Error("went away while joining");
    return joined;
  }

  deliver(delivery: Delivery): void {
    this.events.push(...delivery.frames(this.user).map((text): LogEvent => JSON.parse(text)));
  }

  expel(): void {
    this.isExpelled = true;
  }

  async drained(): Promise<boolean> {
    await this.whileDraining();
    return this.isOpen;
  }

  get seqs(): number[] {
    return this.events.map(({ seq }) => seq);
  }
}

/** The numbers from one to another, both included. */
export const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);
