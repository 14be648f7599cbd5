/** What this person has written and the log does not show yet. */
import type { ErrorCode } from "../model/errors.ts";
import type { Kind, Message } from "../model/message.ts";

/** A message of one's own, shown as a bubble until the log has it. */
export interface SendCommand {
  type: "sendMessage";
  body: string;
  kind: Kind;
}

/** Another body for a message that the log has. */
export interface EditCommand {
  type: "updateMessage";
  messageId: string;
  body: string;
}

/** A tombstone for a message that the log has. */
export interface RemoveCommand {
  type: "deleteMessage";
  messageId: string;
}

export type Command = SendCommand | EditCommand | RemoveCommand;

/** Why a command did not take effect. Without `canRetry` the same words would be refused again. */
export interface Failure {
  code: ErrorCode;
  message: string;
  canRetry: boolean;
}

/** A command on its way. It stays until the log itself shows its effect. */
export interface Pending<C extends Command = Command> {
  readonly clientId: string;
  readonly command: C;
  /** ISO 8601, by this device's clock. */
  readonly writtenAt: string;
  readonly failure: Failure | null;
  /** The event that the server stored for it, once acknowledged. */
  readonly ackedSeq: number | null;
}

const HOPELESS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "bad_frame",
  // The message was deleted by somebody else meanwhile, and stays so.
  "conflict",
  "forbidden",
  "invalid",
  "not_found",
  "request_closed",
  "too_large",
]);

/** The failure that an error code means for the command it answers. */
export function failureOf(code: ErrorCode, message: string): Failure {
  return { code, message, canRetry: !HOPELESS.has(code) };
}

/** Whether the command still has to reach the server. */
export function isWaiting(pending: Pending): boolean {
  return pending.failure === null && pending.ackedSeq === null;
}

/** Whether it is a new message, which is shown as a bubble of its own. */
export function isSend(pending: Pending): pending is Pending<SendCommand> {
  return pending.command.type === "sendMessage";
}

/** Whether it changes a message that is there already. */
export function isChange(pending: Pending): pending is Pending<EditCommand | RemoveCommand> {
  return !isSend(pending);
}

/** Leaves out what `messages` show already. Another author's equal `clientId` is another message. */
export function withoutShown(
  pending: readonly Pending[],
  messages: readonly Message[],
  userId: string,
): readonly Pending[] {
  if (pending.length === 0) return pending;
  const shown = new Set(
    messages.filter((message) => message.author.id === userId).map((message) => message.clientId),
  );
  return pending.filter((one) => !shown.has(one.clientId));
}
