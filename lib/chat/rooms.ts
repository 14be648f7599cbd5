import type { Hint } from "../bus/bus.ts";
import { notFound } from "../model/errors.ts";
import type { Command } from "../storage/command.ts";
import { keys } from "../storage/keys.ts";
import { Room, type RoomDeps } from "./room.ts";
import type { Trace } from "./tracer.ts";

/** The rooms of this isolate: opened when first needed, gone when idle. */
export class Rooms {
  readonly #deps: RoomDeps;
  readonly #open = new Map<string, Room>();
  readonly #opening = new Map<string, Promise<Room>>();
  readonly #unsubscribe: () => void;

  constructor(deps: RoomDeps) {
    this.#deps = deps;
    this.#unsubscribe = deps.bus.subscribe((hint) => this.#receive(hint));
  }

  get size(): number {
    return this.#open.size;
  }

  /** Begins to follow a command that has just arrived; null if nobody does, or if it is none. */
  trace(
    type: Command["type"] | null,
    requestId: string,
    by: "frame" | "call",
  ): Trace {
    return type && this.#deps.tracer.begin(type, requestId, by);
  }

  /** Commands that wait for a commit, in all rooms. */
  get queuedCommands(): number {
    return this.#open.values().reduce((sum, room) => sum + room.queuedCommands, 0);
  }

  /**
   * The room of a request. Join it or submit to it in the same turn: an idle room is
   * forgotten by the next sweep, and a second one takes its place.
   *
   * @throws HotlineError `not_found`.
   */
  open(requestId: string): Promise<Room> {
    const room = this.#open.get(requestId);
    if (room) return Promise.resolve(room);
    let opening = this.#opening.get(requestId);
    if (!opening) {
      opening = this.#load(requestId).finally(() => this.#opening.delete(requestId));
      this.#opening.set(requestId, opening);
    }
    return opening;
  }

  /** Forgets idle rooms. MUST run from a timer: between `open` and its use there is no turn. */
  sweep(): void {
    for (const [requestId, room] of this.#open) {
      if (room.isIdle) this.#open.delete(requestId);
    }
  }

  /** Reads on in every room of these shards. */
  async catchUp(shards: readonly number[]): Promise<void> {
    const affected = [...this.#open.values()]
      .filter(({ requestId }) => shards.includes(keys.shardOf(requestId)));
    await Promise.all(affected.map((room) => room.catchUp()));
  }

  /** Puts out whoever may not read a request any more. */
  review(): void {
    for (const room of this.#open.values()) room.review();
  }

  /** Resolves when every command that waited is stored. */
  async drained(): Promise<void> {
    await Promise.all([...this.#open.values()].map((room) => room.drained()));
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await this.drained();
    this.#open.clear();
  }

  async #load(requestId: string): Promise<Room> {
    const head = await this.#deps.log.head(requestId);
    if (!head) throw notFound();
    const room = new Room(head, this.#deps);
    this.#open.set(requestId, room);
    return room;
  }

  #receive(hint: Hint): void {
    if (hint.type === "events") this.#open.get(hint.requestId)?.accept(hint.events, hint.access);
  }
}
