import { type Clock, timeOfDay } from "./clock.ts";
import { type ConversationActions, instead, type MessageTask } from "./conversation_actions.ts";
import { BinIcon, PencilIcon } from "./icons.tsx";
import type { ShownMessage } from "./shown_message.ts";
import { Timestamp } from "./Timestamp.tsx";

export interface MessageToolbarProps {
  message: ShownMessage;
  clock: Clock;
  actions?: ConversationActions | undefined;
}

/**
 * A message's own time and what may be done to it. It lies above the bubble's edge
 * on hover and focus; the links lead to the same page with a form in place.
 */
export function MessageToolbar({ message, clock, actions }: MessageToolbarProps) {
  const { id, mayEdit, mayDelete, delivery, createdAt } = message;
  const link = (kind: MessageTask["kind"], label: string, icon: preact.JSX.Element) =>
    id !== null && (
      <a
        class="tool"
        href={`?${kind}=${id}#m-${id}`}
        title={label}
        onClick={actions && instead(() => actions.begin({ kind, messageId: id }))}
      >
        {icon}
        <span class="visually-hidden">{label}</span>
      </a>
    );
  return (
    <div class="message-toolbar">
      <Timestamp iso={createdAt} clock={clock} words={timeOfDay} />
      {mayEdit && delivery === null && link("edit", "Edit message", <PencilIcon />)}
      {mayDelete && delivery === null && link("delete", "Delete message", <BinIcon />)}
    </div>
  );
}
