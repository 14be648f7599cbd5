/** Commands with the policy that guards them: the same for sockets, calls and forms. */
import type { RequestChanges } from "../model/events.ts";
import type { ClientFrame } from "../model/frames.ts";
import type { SendMessage } from "../model/message.ts";
import type { User } from "../model/user.ts";
import type {
  ChangeCommand,
  Command,
  DeleteCommand,
  EditCommand,
  GrantCommand,
  RevokeCommand,
  SendCommand,
} from "../storage/command.ts";
import { notFound, unauthenticated } from "../model/errors.ts";
import type { Session } from "../auth/accounts.ts";
import {
  assertChangeable,
  assertDeletable,
  assertEditable,
  assertGrantable,
  assertScope,
  assertSendable,
} from "./policy.ts";

/** To add a message; refused in the commit as `assertSendable` says. */
export function sendCommand(actor: User, { clientId, body, kind }: SendMessage): SendCommand {
  return {
    type: "send",
    actor,
    clientId,
    body,
    kind,
    authorize: ({ request }) => assertSendable(actor, request, kind),
  };
}

/** What an author gives of an edit; `clientId` names the edit, not the message. */
export interface MessageEdit {
  clientId: string;
  messageId: string;
  body: string;
}

/** To give a message another body; refused in the commit as `assertEditable` says. */
export function editCommand(actor: User, { clientId, messageId, body }: MessageEdit): EditCommand {
  return {
    type: "edit",
    actor,
    clientId,
    messageId,
    body,
    authorize: ({ request, message }) => assertEditable(actor, request, present(message)),
  };
}

/** What is given of a deletion; `clientId` names the deletion, not the message. */
export interface MessageDeletion {
  clientId: string;
  messageId: string;
}

/** To leave a tombstone for a message; refused in the commit as `assertDeletable` says. */
export function deleteCommand(
  actor: User,
  { clientId, messageId }: MessageDeletion,
  address: string | null,
): DeleteCommand {
  return {
    type: "delete",
    actor,
    clientId,
    messageId,
    address,
    authorize: ({ request, message }) => assertDeletable(actor, request, present(message)),
  };
}

/** To change a request's title, status or assignee; refused as `assertChangeable` says. */
export function changeCommand(
  actor: User,
  clientId: string,
  changes: RequestChanges,
): ChangeCommand {
  return {
    type: "change",
    actor,
    clientId,
    changes,
    authorize: ({ request }) => assertChangeable(actor, request, changes),
  };
}

/** Who lets people in, and from where: for the audit log. */
export interface Granter {
  user: User;
  address: string | null;
}

/** To let a person in; refused in the commit as `assertGrantable` says. */
export function grantCommand(
  { user: actor, address }: Granter,
  clientId: string,
  person: User,
): GrantCommand {
  return {
    type: "grant",
    actor,
    clientId,
    person,
    address,
    authorize: ({ request }) => assertGrantable(actor, request),
  };
}

/** To put out a person who was let in; refused in the commit as `assertGrantable` says. */
export function revokeCommand(
  { user: actor, address }: Granter,
  clientId: string,
  userId: string,
): RevokeCommand {
  return {
    type: "revoke",
    actor,
    clientId,
    userId,
    address,
    authorize: ({ request }) => assertGrantable(actor, request),
  };
}

function present<Value>(message: Value | null): Value {
  if (message === null) throw notFound("message");
  return message;
}

/** The frames that ask for a command, and which. */
const COMMAND_OF_FRAME = {
  sendMessage: "send",
  updateMessage: "edit",
  deleteMessage: "delete",
} as const;

type CommandFrame = Extract<ClientFrame, { type: keyof typeof COMMAND_OF_FRAME }>;

/** What a frame asks for; null if it is no command. */
export function commandTypeOf({ type }: ClientFrame): Command["type"] | null {
  return type in COMMAND_OF_FRAME ? COMMAND_OF_FRAME[type as CommandFrame["type"]] : null;
}

/** The command that a frame asks for. @throws HotlineError `forbidden` for a token that only reads. */
export function commandOf(session: Session, frame: CommandFrame, address: string): Command {
  assertScope(session, "write");
  const actor = session.user;
  switch (frame.type) {
    case "sendMessage":
      return sendCommand(actor, frame);
    case "updateMessage":
      return editCommand(actor, frame);
    case "deleteMessage":
      return deleteCommand(actor, frame, address);
  }
}

/**
 * The same, asking `sessionNow` again whenever it is tried: a command that waits for its commit is
 * refused once its session has ended (null) or its role is gone.
 */
export function liveCommandOf(
  sessionNow: () => Session | null,
  frame: CommandFrame,
  address: string,
): Command {
  const current = (): Command => {
    const session = sessionNow();
    if (!session) throw unauthenticated();
    return commandOf(session, frame, address);
  };
  const authorize: Command["authorize"] = (facts) => current().authorize(facts);
  return Object.assign(current(), { authorize });
}
