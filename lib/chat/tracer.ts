/** What the core tells whoever follows single commands on their way. */
import type { Command, Outcome } from "../storage/command.ts";

/** One command on its way: each method MUST be quick and MUST NOT throw. */
export interface CommandTrace {
  /** A commit begins that takes in so many commands, this one among them. */
  committing(commands: number): void;
  /** That commit is over; `conflicts` are the races that it lost. */
  committed(outcome: Outcome, conflicts: number): void;
  /** Its event begins to go out to the members of this isolate. */
  delivering(): void;
  /** Its event has gone out to so many of them; it may be answered already. */
  delivered(members: number): void;
  /** The answer was sent: a refusal if there is an error. */
  answered(error: unknown): void;
}

/** Null where nobody follows the command. */
export type Trace = CommandTrace | null;

export interface Tracer {
  /**
   * A command has just arrived. A call is part of its HTTP request; a frame stands for itself.
   * Null if nobody wants to know: then the way of a command costs nothing more.
   */
  begin(type: Command["type"], requestId: string, by: "frame" | "call"): Trace;
}

/** For who follows nothing. */
export const UNTRACED: Tracer = { begin: () => null };

/** Does the work of a command between its arrival and the sending of its answer. */
export async function traced<Answer>(
  trace: Trace,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await work();
    trace?.answered(null);
    return answer;
  } catch (error) {
    trace?.answered(error);
    throw error;
  }
}
