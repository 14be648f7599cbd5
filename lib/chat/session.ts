import type { Session } from "../auth/accounts.ts";
import type { Caller } from "../limits/limiter.ts";
import { HotlineError, notFound, rateLimited } from "../model/errors.ts";
import { CLOSE, type ServerFrame } from "../model/events.ts";
import type { ClientFrame } from "../model/frames.ts";
import { COMMANDS_MAX } from "../model/limits.ts";
import type { User } from "../model/user.ts";
import { commandTypeOf, liveCommandOf } from "./commands.ts";
import type { Delivery } from "./delivery.ts";
import {
  ackFrame,
  errorFrame,
  type FrameLabels,
  joinedFrame,
  pongFrame,
  welcomeFrame,
} from "./answers.ts";
import { FrameGate } from "./frame_gate.ts";
import { assertJoinsOneMore, assertSameEpoch } from "./join_checks.ts";
import { Outlet } from "./outlet.ts";
import { isStaff } from "./policy.ts";
import type { JoiningMember, Room } from "./room.ts";
import type { ChatSessionOptions } from "./session_options.ts";
import type { Trace } from "./tracer.ts";
import { whenDrained } from "./wire.ts";

/** Frames about a request: all but `ping`. */
type RoomFrame = Exclude<ClientFrame, { type: "ping" }>;
type JoinFrame = Extract<ClientFrame, { type: "joinRequest" }>;

/** Commands are answered within so long, so that there is room for others. */
const CROWDED_MS = 1_000;

/**
 * One socket: its frames in, its frames out, and the requests it has joined.
 *
 * Commands take effect in the order of their frames; a `ping` overtakes them, so that a
 * long replay does not look like a dead connection.
 */
export class ChatSession implements JoiningMember {
  readonly #options: ChatSessionOptions;
  readonly #joined = new Map<string, Room>();
  readonly #gate: FrameGate;
  readonly #outlet: Outlet;
  #session: Session;
  #lastHeardAt: number;
  #turn: Promise<void> = Promise.resolve();
  #underWay = 0;
  #isOpen = true;
  #hasEnded = false;

  constructor(options: ChatSessionOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#gate = new FrameGate(options.limiter);
    this.#outlet = new Outlet(options.wire);
    this.#lastHeardAt = options.clock();
  }

  get user(): User {
    return this.#session.user;
  }

  get session(): Session {
    return this.#session;
  }

  get address(): string {
    return this.#options.address;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get caller(): Caller {
    return { userId: this.user.id, address: this.address };
  }

  get lastHeardAt(): number {
    return this.#lastHeardAt;
  }

  /** Greets the client, and joins the request of a `/live` socket, once it is `sure` who it is. */
  start(join: Omit<JoinFrame, "type"> | null, sure: Promise<void>): void {
    this.#turn = sure;
    this.#send(welcomeFrame(this.#options.id, this.user));
    if (join) this.#enqueue({ type: "joinRequest", ...join });
  }

  /** Takes one frame as it came. */
  receive(data: unknown): void {
    if (!this.#isOpen) return;
    this.#lastHeardAt = this.#options.clock();
    const admission = this.#gate.admit(data, this.caller, this.#lastHeardAt);
    if ("frame" in admission) {
      const { frame } = admission;
      if (frame.type !== "ping") return this.#enqueue(frame);
      return this.#send(pongFrame(this.#lastHeardAt, frame.ref));
    }
    const { error, labels, close } = admission;
    this.#send(errorFrame(error, labels));
    if (close) this.close(close.code, close.reason);
  }

  deliver(delivery: Delivery): void {
    const texts = this.#options.takesBatches
      ? delivery.batches(this.user)
      : delivery.frames(this.user);
    for (const text of texts) this.#sendText(text);
  }

  drained(): Promise<boolean> {
    return whenDrained(this.#options.wire, () => this.#isOpen);
  }

  /**
   * The session as it is now; null if it has ended. Whoever now sees other things of a request has
   * joined it afresh; whoever may not see it any more is still to be put out.
   */
  renew(session: Session | null): void {
    this.#hasEnded = session === null;
    if (!session) return this.close(CLOSE.signedOut, "signed out");
    const wasStaff = isStaff(this.user);
    this.#session = session;
    if (isStaff(this.user) === wasStaff) return;
    const { epoch } = this.#options;
    for (const room of this.#joined.values()) {
      // Whoever is still on the way in is told at the end of it.
      if (!room.has(this) || !room.isOpenTo(this.user)) continue;
      this.#send(joinedFrame(room, { head: room.sentUpTo, epoch }));
    }
  }

  expel(requestId: string): void {
    if (!this.#joined.delete(requestId)) return;
    if (requestId === this.#options.primaryRequestId) {
      return this.close(CLOSE.noAccess, "no longer allowed");
    }
    const error = new HotlineError("forbidden", "You may no longer see this request.");
    this.#send(errorFrame(error, { requestId }));
    this.#send({ type: "left", requestId });
  }

  /** Tells the client to come back later, elsewhere: this server is about to stop. */
  restart(afterMs: number): void {
    this.#send({ type: "reconnect", afterMs });
    this.close(CLOSE.restart, "restarting");
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.ended();
    this.#options.observer.socketClosed(code);
    this.#options.wire.close(code, reason);
  }

  /** The connection is gone: leaves every room. */
  ended(): void {
    this.#isOpen = false;
    for (const room of this.#joined.values()) room.leave(this);
    this.#joined.clear();
  }

  #enqueue(frame: RoomFrame): void {
    if (this.#underWay >= COMMANDS_MAX) {
      const error = rateLimited("Too many commands wait for their answers.", CROWDED_MS);
      return this.#send(errorFrame(error, frame));
    }
    this.#underWay++;
    const trace = this.#options.rooms.trace(commandTypeOf(frame), frame.requestId, "frame");
    this.#turn = this.#turn.then(() => this.#take(frame, trace));
  }

  /** Begins a command in its turn. It is answered in its own time, except that a join holds up what follows. */
  async #take(frame: RoomFrame, trace: Trace): Promise<void> {
    let answered: Promise<void> | undefined;
    try {
      if (!this.#isOpen) return trace?.answered(null);
      answered = this.#act(frame, trace, await this.#roomOf(frame)).then(
        (answer) => {
          if (answer) this.#send(answer);
          trace?.answered(null);
        },
        (error) => this.#refuse(error, frame, trace),
      );
      if (frame.type === "joinRequest") await answered;
    } catch (error) {
      this.#refuse(error, frame, trace);
    } finally {
      Promise.resolve(answered).finally(() => this.#underWay--);
    }
  }

  /** Leaving must not tell whether a request exists, so it looks at one's own rooms alone. */
  async #roomOf({ type, requestId }: RoomFrame): Promise<Room | undefined> {
    const joined = this.#joined.get(requestId);
    return type === "leaveRequest" || joined ? joined : await this.#options.rooms.open(requestId);
  }

  async #act(frame: RoomFrame, trace: Trace, room?: Room): Promise<ServerFrame | null> {
    if (frame.type === "leaveRequest") {
      room?.leave(this);
      this.#joined.delete(frame.requestId);
      return { type: "left", ref: frame.ref, requestId: frame.requestId };
    }
    if (!room) throw notFound();
    if (frame.type === "joinRequest") return await this.#join(frame, room);
    const command = liveCommandOf(() => this.#hasEnded ? null : this.#session, frame, this.address);
    return ackFrame(frame, await room.submit(command, trace));
  }

  async #join(frame: JoinFrame, room: Room): Promise<null> {
    const { ref, requestId, after, epoch = this.#options.epoch } = frame;
    try {
      await room.admit(this.user);
      assertSameEpoch(epoch, this.#options.epoch);
      if (!this.#joined.has(requestId)) assertJoinsOneMore(this.#joined.size);
      await room.join(this, after ?? null, (head) => {
        this.#joined.set(requestId, room);
        this.#send(joinedFrame(room, { head, epoch, ref }));
      });
    } catch (error) {
      // During a replay the hub does not know the session, and cannot expel it.
      if (!room.has(this)) this.#joined.delete(requestId);
      if (requestId !== this.#options.primaryRequestId || room.isOpenTo(this.user)) throw error;
      this.close(CLOSE.noAccess, "no longer allowed");
    }
    return null;
  }

  #refuse(error: unknown, labels: FrameLabels, trace: Trace): void {
    trace?.answered(error);
    if (!(error instanceof HotlineError)) this.#options.onError(error);
    this.#send(errorFrame(error, labels));
  }

  #send(frame: ServerFrame): void {
    this.#sendText(JSON.stringify(frame));
  }

  #sendText(text: string): void {
    if (!this.#isOpen) return;
    if (this.#outlet.isTaking(text)) this.#options.wire.send(text);
    else this.close(CLOSE.slow, "slow consumer");
  }
}
