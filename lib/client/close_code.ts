/** What each close code of the protocol asks of the client. */
import { CLOSE } from "../model/events.ts";

/** Stays away: coming back by itself would not help. */
export type Ending =
  | { kind: "signedOut" }
  | { kind: "noAccess" }
  | { kind: "stopped"; reason: string };

export type AfterClose =
  | Ending
  /** Comes back with back-off, and at once when the network or the page returns. */
  | { kind: "backOff" }
  /** Comes back after exactly this delay, which the server asked for. */
  | { kind: "comeBack"; afterMs: number };

export const TOO_MANY_MS = 30_000;

/** `announcedMs` is the delay of the `reconnect` frame, if one came before the close. */
export function afterClose(code: number, announcedMs: number | null): AfterClose {
  switch (code) {
    case CLOSE.done:
      return { kind: "stopped", reason: "the server ended the connection" };
    case CLOSE.badFrames:
      return { kind: "stopped", reason: "the server could not read what was sent" };
    case CLOSE.signedOut:
      return { kind: "signedOut" };
    case CLOSE.noAccess:
      return { kind: "noAccess" };
    case CLOSE.tooMany:
      return { kind: "comeBack", afterMs: TOO_MANY_MS };
    default:
      // Not for 1012 alone: a proxy may turn the restart it announced into 1006.
      return announcedMs === null
        ? { kind: "backOff" }
        : { kind: "comeBack", afterMs: announcedMs };
  }
}
