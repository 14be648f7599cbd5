import type { ConversationActions } from "./conversation_actions.ts";
import { AlertIcon, ClockIcon } from "./icons.tsx";
import type { Delivery } from "./shown_message.ts";

export interface DeliveryStateProps {
  delivery: Delivery;
  actions?: ConversationActions | undefined;
}

/** That a message is still on its way, or why it did not arrive and what can be done. */
export function DeliveryState({ delivery, actions }: DeliveryStateProps) {
  const { clientId, failure, canRetry } = delivery;
  if (failure === null) {
    return (
      <span class="sending" title="Sending">
        <ClockIcon />
        <span class="visually-hidden">Sending</span>
      </span>
    );
  }
  return (
    <p class="failure" role="alert">
      <AlertIcon />
      <span>Not sent. {failure}</span>
      <span class="failure-actions">
        {canRetry && (
          <button type="button" class="link" onClick={() => actions?.retry(clientId)}>Retry</button>
        )}
        <button type="button" class="link" onClick={() => actions?.discard(clientId)}>
          Discard
        </button>
      </span>
    </p>
  );
}
