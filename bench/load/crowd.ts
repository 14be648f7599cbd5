/** All members of all rooms, and what they send and receive. */
import type { Job } from "../job.ts";
import { CLIENT_ID_PREFIX, type Dialect, DIALECTS } from "./dialect.ts";
import { Member } from "./member.ts";
import { RoomChecker, type Violations } from "./room_checker.ts";
import { RoomTexts } from "./room_texts.ts";

/** As long as the usual line in a chat. */
const BODY = "The printer on the second floor is out of paper again, and so am I. Can you help? ";
const ARRIVE_AT_ONCE = 50;
/**
 * A listening socket of Deno or Node queues 511 connections. One that finds no place tries again
 * after a second: with more at once, that timer of the kernel would be what is measured.
 */
const COME_BACK_AT_ONCE = 500;
const DRAIN_MS = 60_000;
const LOOK_EVERY_MS = 5;

export interface CrowdEvents {
  /** Called for every delivery, with the number that `send` gave the message. */
  onEvent?: (message: number) => void;
  onAck?: (message: number) => void;
}

export class Crowd {
  readonly #job: Job;
  readonly #events: CrowdEvents;
  readonly #dialect: Dialect;
  readonly #checkers: RoomChecker[];
  readonly #texts: RoomTexts[];
  readonly #violations: Violations;
  #members: Member[][] = [];
  #messages = 0;

  constructor(job: Job, violations: Violations, events: CrowdEvents = {}) {
    this.#job = job;
    this.#events = events;
    this.#violations = violations;
    this.#dialect = DIALECTS[job.dialect];
    this.#checkers = job.rooms.map((room) => new RoomChecker(room, violations));
    this.#texts = this.#checkers.map((checker) => new RoomTexts(this.#dialect, checker));
  }

  /** Everybody joins at the head; a few at once, as people arrive. */
  async gather(membersPerRoom: number): Promise<void> {
    await this.#joinAll(membersPerRoom, null, ARRIVE_AT_ONCE);
  }

  /** Everybody joins with this cursor (null: at the head), as fast as the server lets them in. */
  async comeBack(membersPerRoom: number, after: number | null): Promise<void> {
    await this.#joinAll(membersPerRoom, after, COME_BACK_AT_ONCE);
  }

  /** Room by room in turn: the first ones of each are there first. */
  async #joinAll(membersPerRoom: number, after: number | null, atOnce: number): Promise<void> {
    const { rooms } = this.#job;
    const members = rooms.map((): Member[] => []);
    const count = rooms.length * membersPerRoom;
    let next = 0;
    await Promise.all(Array.from({ length: Math.min(atOnce, count) }, async () => {
      while (next < count) {
        const at = next++;
        const room = at % rooms.length;
        const index = Math.floor(at / rooms.length);
        members[room]![index] = await this.#join(room, index, after);
      }
    }));
    this.#members = members;
  }

  /** Gives the number of the message. */
  send(room: number, member: number, body = BODY): number {
    const message = this.#messages++;
    this.#members[room]![member]!.send(`${CLIENT_ID_PREFIX}${message}`, body);
    return message;
  }

  /** Waits until everybody has everything, and checks it. */
  async settle(isAllAnswered: () => boolean): Promise<void> {
    const deadline = Date.now() + DRAIN_MS;
    const isDone = () => isAllAnswered() && this.#checkers.every((checker) => checker.isComplete);
    while (!isDone() && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    if (!isAllAnswered()) this.#violations.add("not every message was acknowledged");
    for (const checker of this.#checkers) checker.finish();
  }

  /** One more comes with this cursor, to the others of the first room. */
  async addOne(after: number): Promise<void> {
    const members = this.#members[0]!;
    members.push(await this.#join(0, members.length, after));
  }

  cut(): void {
    for (const member of this.#members.flat()) member.cut();
    this.#members = [];
  }

  #join(room: number, index: number, after: number | null): Promise<Member> {
    return Member.join({
      job: this.#job,
      dialect: this.#dialect,
      room: this.#job.rooms[room]!,
      index,
      checker: this.#checkers[room]!,
      texts: this.#texts[room]!,
      onEvent: (message) => this.#events.onEvent?.(message),
      onAck: (message) => this.#events.onAck?.(message),
    }, after);
  }
}
