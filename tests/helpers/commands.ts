/** Commands as the log takes them: allowed unless a test says otherwise. */
import type {
  ChangeCommand,
  DeleteCommand,
  EditCommand,
  GrantCommand,
  RevokeCommand,
  SendCommand,
} from "../../lib/storage/command.ts";
import type { User } from "../../lib/model/user.ts";
import { ann } from "./people.ts";

interface About {
  actor: User;
  clientId: string;
  authorize: SendCommand["authorize"];
}

let made = 0;
const about = (): About => ({
  actor: ann,
  clientId: `command-${made++}`,
  authorize: () => {},
});

export function send(body: string, options: Partial<SendCommand> = {}): SendCommand {
  return { type: "send", ...about(), kind: "public", body, ...options };
}

export function edit(
  messageId: string,
  body: string,
  options: Partial<EditCommand> = {},
): EditCommand {
  return { type: "edit", ...about(), messageId, body, ...options };
}

export function remove(messageId: string, options: Partial<DeleteCommand> = {}): DeleteCommand {
  return { type: "delete", ...about(), messageId, address: null, ...options };
}

export function change(
  changes: ChangeCommand["changes"],
  options: Partial<ChangeCommand> = {},
): ChangeCommand {
  return { type: "change", ...about(), changes, ...options };
}

export function grant(person: User, options: Partial<GrantCommand> = {}): GrantCommand {
  return { type: "grant", ...about(), person, address: null, ...options };
}

export function revoke(userId: string, options: Partial<RevokeCommand> = {}): RevokeCommand {
  return { type: "revoke", ...about(), userId, address: null, ...options };
}
