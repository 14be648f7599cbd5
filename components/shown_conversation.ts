import { mayDelete, mayEdit } from "../lib/chat/policy.ts";
import type { EditCommand, Pending, RemoveCommand, SendCommand } from "../lib/client/pending.ts";
import type { Message } from "../lib/model/message.ts";
import type { Request } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";
import { type Delivery, type ShownMessage, shownMessage } from "./shown_message.ts";

/** What a reader's page knows of a conversation. */
export interface KnownConversation {
  me: User;
  request: Request;
  messages: readonly Message[];
  pending: readonly Pending<SendCommand>[];
  pendingChanges: ReadonlyMap<string, Pending<EditCommand | RemoveCommand>>;
}

/** The messages as they are drawn: the stored ones with the reader's changes, then those on their way. */
export function shownConversation(known: KnownConversation): ShownMessage[] {
  const { me, request, messages, pending, pendingChanges } = known;
  const stored = messages.map((message) => {
    const shown = shownMessage(message, {
      mayEdit: mayEdit(me, request, message),
      mayDelete: mayDelete(me, request, message),
    });
    const change = pendingChanges.get(message.id);
    if (change === undefined) return shown;
    const body = change.command.type === "updateMessage" ? change.command.body : message.body;
    return { ...shown, body, delivery: deliveryOf(change) };
  });
  return [...stored, ...pending.map((one) => unsent(one, me))];
}

function unsent(pending: Pending<SendCommand>, me: User): ShownMessage {
  const { clientId, command, writtenAt } = pending;
  return {
    key: `${me.id} ${clientId}`,
    id: null,
    author: me,
    kind: command.kind,
    body: command.body,
    createdAt: writtenAt,
    editedAt: null,
    deletedAt: null,
    mayEdit: false,
    mayDelete: false,
    delivery: deliveryOf(pending),
  };
}

function deliveryOf({ clientId, failure }: Pending): Delivery {
  return {
    clientId,
    failure: failure?.message ?? null,
    canRetry: failure?.canRetry ?? false,
  };
}
