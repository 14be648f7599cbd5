import type { Clock } from "./clock.ts";
import type { ConversationActions, MessageTask } from "./conversation_actions.ts";
import { DeliveryState } from "./DeliveryState.tsx";
import { MessageForm } from "./MessageForm.tsx";
import { MessageText } from "./MessageText.tsx";
import { MessageToolbar } from "./MessageToolbar.tsx";
import type { ShownMessage } from "./shown_message.ts";

/** What every message of one conversation is drawn with. */
export interface ConversationContext {
  requestId: string;
  /** Who reads: own messages stand at the other side. */
  readerId: string;
  clock: Clock;
  task: MessageTask | null;
  /** The id of the command that a form gives when posted without a script. */
  clientId?: string | undefined;
  actions?: ConversationActions | undefined;
}

export interface MessageItemProps {
  message: ShownMessage;
  context: ConversationContext;
}

export function MessageItem({ message, context }: MessageItemProps) {
  const { id, body, editedAt, deletedAt, delivery } = message;
  const { clock, actions, requestId, clientId } = context;
  const task = id !== null && context.task?.messageId === id ? context.task.kind : null;
  if (deletedAt !== null) {
    return <li class="message is-deleted" id={`m-${id}`}>Message deleted</li>;
  }
  const state = delivery === null ? "" : delivery.failure === null ? " is-pending" : " is-failed";
  return (
    // Can be focused by a tap, which shows its tools where there is no pointer to hover.
    <li class={`message${state}`} id={id === null ? undefined : `m-${id}`} tabIndex={-1}>
      <div class="bubble">
        {task !== null && id !== null
          ? <MessageForm {...{ message, messageId: id, task, requestId, clientId, actions }} />
          : <MessageText body={body} />}
        {editedAt !== null && task === null && <span class="edited" title={editedAt}>edited</span>}
        {delivery?.failure === null && <DeliveryState delivery={delivery} />}
        {task === null && <MessageToolbar message={message} clock={clock} actions={actions} />}
      </div>
      {typeof delivery?.failure === "string" && (
        <DeliveryState delivery={delivery} actions={actions} />
      )}
    </li>
  );
}
