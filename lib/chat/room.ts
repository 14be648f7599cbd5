import { HotlineError, notFound } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { Bus } from "../bus/bus.ts";
import type { Head } from "../storage/batch.ts";
import type { Command, LoggedEvent, Outcome } from "../storage/command.ts";
import type { RequestLog } from "../storage/log.ts";
import { accessAfter } from "../storage/record.ts";
import { sharedRead } from "../storage/shared_read.ts";
import type { AccessWatch } from "./access_watch.ts";
import { CommitQueue } from "./commit_queue.ts";
import type { OnDelivered } from "./fan_out.ts";
import { Hub, type Member } from "./hub.ts";
import type { Observer } from "./observer.ts";
import { assertReadable, mayRead } from "./policy.ts";
import { READ_MAX, Replay } from "./replay.ts";
import type { Trace, Tracer } from "./tracer.ts";

/** What all rooms of an isolate share. */
export interface RoomDeps {
  log: RequestLog;
  bus: Bus;
  access: AccessWatch;
  observer: Observer;
  tracer: Tracer;
  onError: (error: unknown) => void;
}

/** A member that takes part in a replay at its own speed. */
export interface JoiningMember extends Member {
  readonly isOpen: boolean;
  /** Resolves when more may be sent; false if the member is gone. */
  drained(): Promise<boolean>;
}

/**
 * One request's room in one isolate: the order of its events, and who gets them.
 *
 * - A room delivers `last + 1` and nothing else: what is older it drops, and a hole it fills
 *   from the log.
 * - A member that has joined gets every event after its cursor exactly once, in order.
 */
export class Room {
  readonly requestId: string;
  readonly #deps: RoomDeps;
  readonly #hub: Hub;
  readonly #queue: CommitQueue;
  readonly #replay: Replay;
  #last: number;
  #joining = 0;

  constructor(head: Head, deps: RoomDeps) {
    this.requestId = head.request.id;
    this.#last = head.request.head;
    this.#deps = deps;
    this.#hub = new Hub(head.request);
    this.#replay = new Replay(head.request.id, deps.log);
    this.#queue = new CommitQueue(head, {
      requestId: head.request.id,
      log: deps.log,
      onStored: (events, onDelivered) => this.#publish(events, onDelivered),
      caughtUp: () => this.#hub.ready(),
      onHead: (seq) => this.#notice(seq),
      observer: deps.observer,
      onError: deps.onError,
    });
  }

  get isIdle(): boolean {
    return this.#hub.size === 0 && this.#joining === 0 && this.#queue.isIdle;
  }

  /** Commands that wait for a commit. */
  get queuedCommands(): number {
    return this.#queue.waiting;
  }

  people(): User[] {
    return this.#hub.people();
  }

  /** Whether somebody may be here as of the newest event that this room has seen. */
  isOpenTo(user: User): boolean {
    return mayRead(user, this.#hub.facts);
  }

  /** Every member has been sent the events up to this one, or joined later than it. */
  get sentUpTo(): number {
    return this.#hub.sentUpTo;
  }

  /**
   * Refuses after a look at what is stored: another instance may have let somebody in. Whoever has
   * just been put out there may pass, and is refused by `join`. @throws HotlineError `not_found`.
   */
  async admit(user: User): Promise<void> {
    if (this.isOpenTo(user)) return;
    this.#joining++;
    try {
      await this.#assureHead();
      assertReadable(user, this.#hub.facts);
    } finally {
      this.#joining--;
    }
  }

  /**
   * Sends what came after `after` (nothing, if null) and makes the member part of the room.
   * `onJoined` is called in that very turn with the head up to which the member has
   * everything, so that no event can come before it; not at all if the member went away.
   * That head is at least that of every event acknowledged before the call.
   *
   * @throws HotlineError `not_found`; `bad_cursor` if `after` is beyond the head. A member that
   * joins again and is refused may have lost its place: see `has`.
   */
  async join(
    member: JoiningMember,
    after: number | null,
    onJoined: (head: number) => void,
  ): Promise<void> {
    this.#joining++;
    try {
      // Side by side: both are reads of single keys, and the head's is asked for first.
      await Promise.all([this.#assureHead(), this.#deps.access.look()]);
      assertReadable(member.user, this.#hub.facts);
      let cursor = after ?? this.#last;
      if (cursor > this.#last) {
        throw new HotlineError(
          "bad_cursor",
          `after: ${cursor} is beyond the head, ${this.#last}.`,
        );
      }
      // Not earlier: a member that is here already stays so if its cursor is refused.
      this.#hub.remove(member);
      while (cursor < this.#last) {
        const deliveries = await this.#replay.since(cursor, this.#last);
        if (deliveries.length === 0) throw new HotlineError("internal", "The log has a hole.");
        for (const delivery of deliveries) {
          assertReadable(member.user, this.#hub.facts);
          member.deliver(delivery);
          cursor = delivery.lastSeq;
          if (!await member.drained()) return;
        }
      }
      if (!member.isOpen) return;
      assertReadable(member.user, this.#hub.facts);
      // In the same turn as the comparison above: no event can come between.
      this.#hub.add(member);
      onJoined(this.#last);
    } finally {
      this.#joining--;
    }
  }

  has(member: Member): boolean {
    return this.#hub.has(member);
  }

  leave(member: Member): void {
    this.#hub.remove(member);
  }

  /** Resolves once the command is stored. Commands take effect in the order of the calls. */
  submit(command: Command, trace: Trace = null): Promise<Outcome> {
    return this.#queue.submit(command, trace);
  }

  /** Takes in what another isolate says it stored, when it knew of so many changes of access. */
  accept(events: readonly LoggedEvent[], access: number): void {
    const { observer, onError } = this.#deps;
    const fresh = events.filter(({ seq }) => seq > this.#last);
    if (fresh.length === 0) return observer.hintDoubled();
    if (this.#follows(fresh)) {
      // A crowd that is behind reads them when it is ready, instead of piling them up here.
      if (!this.#hub.isBehind && access <= this.#deps.access.number) return this.#deliver(fresh);
    } else observer.holeSeen();
    this.catchUp().catch(onError);
  }

  /** Reads the log from the last event on, up to what was stored before the call. */
  readonly catchUp = sharedRead(() => this.#readOn());

  /** Everything acknowledged before the call has been delivered: mostly known from one shared look. */
  async #assureHead(): Promise<void> {
    const head = await this.#deps.log.head(this.requestId);
    if (!head) throw notFound();
    if (head.request.head > this.#last) await this.catchUp();
  }

  /** Puts out whoever may not read the request any more. */
  review(): void {
    this.#hub.review();
  }

  drained(): Promise<void> {
    return this.#queue.drained();
  }

  async #readOn(): Promise<void> {
    while (true) {
      await this.#hub.ready();
      this.#deps.observer.caughtUp();
      const events = await this.#deps.log.since(this.requestId, this.#last, READ_MAX);
      if (events.length > 0) await this.#deps.access.look();
      // A hint may have brought some of them in the meantime.
      const fresh = events.filter(({ seq }) => seq > this.#last);
      if (fresh.length > 0) this.#deliver(fresh);
      if (events.length < READ_MAX) return;
    }
  }

  #publish(events: LoggedEvent[], onDelivered?: OnDelivered): void {
    const { number } = this.#deps.access;
    if (this.#follows(events)) this.#deliver(events, onDelivered);
    else {
      this.accept(events, number);
      onDelivered?.(0);
    }
    this.#deps.observer.hintSent();
    const { requestId } = this;
    this.#deps.bus.publish({ v: 1, type: "events", requestId, events, access: number });
  }

  /** A head beyond what was delivered: some hint got lost, or a commit took place unnoticed. */
  #notice(head: number): void {
    if (head > this.#last) this.catchUp().catch(this.#deps.onError);
  }

  /** Whether they come right after what was delivered last, without a hole. */
  #follows(events: readonly LoggedEvent[]): boolean {
    return events.every(({ seq }, index) => seq === this.#last + 1 + index);
  }

  #deliver(events: LoggedEvent[], onDelivered?: OnDelivered): void {
    this.#last = events.at(-1)!.seq;
    // First: whoever these events put out gets neither them nor what comes after.
    const access = accessAfter(events);
    if (access) this.#hub.admitOnly(access);
    this.#replay.append(events);
    this.#hub.deliver(events, onDelivered);
  }
}
