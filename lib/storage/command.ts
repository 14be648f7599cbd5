/** What can be asked of a request's log, and what comes of it. */
import type { Kind, Message } from "../model/message.ts";
import type { RequestChanges } from "../model/events.ts";
import type { HotlineError } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { RequestRecord } from "./record.ts";

interface CommandOf<Type extends string> {
  type: Type;
  clientId: string;
  actor: User;
  /**
   * MUST throw a HotlineError if the actor may not do this now. Called with the facts that
   * the commit checks, so that a right lost a moment before is lost in time.
   */
  authorize(facts: { request: RequestRecord; message: Message | null }): void;
}

/** Adds a message. */
export interface SendCommand extends CommandOf<"send"> {
  body: string;
  kind: Kind;
}

/** Gives a message another body. */
export interface EditCommand extends CommandOf<"edit"> {
  messageId: string;
  body: string;
}

/** Leaves a tombstone in the place of a message. */
export interface DeleteCommand extends CommandOf<"delete"> {
  messageId: string;
  /** Where it comes from, for the audit log; null if not from a client. */
  address: string | null;
}

/** Changes the request itself: title, status or assignee. */
export interface ChangeCommand extends CommandOf<"change"> {
  changes: RequestChanges;
}

/** Lets a person into the request. `address` is where this comes from, for the audit log. */
export interface GrantCommand extends CommandOf<"grant"> {
  person: User;
  address: string | null;
}

/** Puts a person out of the request who had been let in. */
export interface RevokeCommand extends CommandOf<"revoke"> {
  userId: string;
  address: string | null;
}

export type MessageCommand = SendCommand | EditCommand | DeleteCommand;
export type RequestCommand = ChangeCommand | GrantCommand | RevokeCommand;
export type Command = MessageCommand | RequestCommand;

/** A command that took effect, now or (a duplicate) before. */
export interface Outcome {
  seq: number;
  messageId: string | null;
  isDuplicate: boolean;
}

export type Settled = { outcome: Outcome } | { error: HotlineError };

/** An event as it stands in the log: its JSON is the frame's JSON. */
export interface LoggedEvent {
  seq: number;
  kind: Kind;
  json: string;
}
