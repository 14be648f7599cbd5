/** What the core tells whoever measures it. */
import type { ErrorCode } from "../model/errors.ts";
import type { Command } from "../storage/command.ts";

/** What one commit took in and what it cost. */
export interface Commit {
  /** Commands that went into it, those refused included. */
  commands: number;
  /** Races lost before it was stored. */
  conflicts: number;
  /** Milliseconds from its beginning until it was stored. */
  tookMs: number;
}

/** Called on the way of every message: each method MUST be quick and MUST NOT throw. */
export interface Observer {
  /** A command was answered: stored, repeated, or refused with a code. */
  commandSettled(type: Command["type"], result: "stored" | "repeated" | ErrorCode): void;
  committed(commit: Commit): void;
  hintSent(): void;
  /** A hint that left a hole before it: one or more hints got lost. */
  holeSeen(): void;
  /** A hint that said nothing new: doubled, or overtaken by the log. */
  hintDoubled(): void;
  /** The log was read to see what no hint had brought. */
  caughtUp(): void;
  /** This server closed a socket with this code. */
  socketClosed(code: number): void;
}

/** For who measures nothing. */
export const UNOBSERVED: Observer = {
  commandSettled() {},
  committed() {},
  hintSent() {},
  holeSeen() {},
  hintDoubled() {},
  caughtUp() {},
  socketClosed() {},
};
