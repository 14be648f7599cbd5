import type { Message } from "../lib/model/message.ts";

/** A message as the conversation draws it: stored, or still on its way. */
export interface ShownMessage
  extends Pick<Message, "author" | "kind" | "body" | "createdAt" | "editedAt" | "deletedAt"> {
  /** The sender's `clientId`: the same before and after it is stored, so that nothing is drawn anew. */
  key: string;
  /** Null until the server has stored it. */
  id: string | null;
  mayEdit: boolean;
  mayDelete: boolean;
  /** Its way to the server: of the message, or of a change to it. Null once stored. */
  delivery: Delivery | null;
}

export interface Delivery {
  /** What `retry` and `discard` take. */
  clientId: string;
  /** Why it failed, in words for its author; null while it is on its way. */
  failure: string | null;
  canRetry: boolean;
}

/** A stored message, with what its reader may do to it. */
export function shownMessage(
  message: Message,
  rights: { mayEdit: boolean; mayDelete: boolean },
): ShownMessage {
  const { clientId, id, author, kind, body, createdAt, editedAt, deletedAt } = message;
  const { mayEdit, mayDelete } = rights;
  return {
    // Two people's clients may have made the same `clientId`.
    key: `${author.id} ${clientId}`,
    id,
    author,
    kind,
    body,
    createdAt,
    editedAt,
    deletedAt,
    mayEdit,
    mayDelete,
    delivery: null,
  };
}
