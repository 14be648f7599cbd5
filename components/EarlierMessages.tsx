import type { Message } from "../lib/model/message.ts";
import type { Request } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";
import { SERVER_CLOCK } from "./clock.ts";
import { MessageDays } from "./MessageDays.tsx";
import { shownConversation } from "./shown_conversation.ts";

export interface EarlierMessagesProps {
  request: Request;
  page: { messages: readonly Message[]; hasMore: boolean };
  reader: User;
}

/** A page of the past, for who reads without a script: it does not change any more by itself. */
export function EarlierMessages({ request, page, reader }: EarlierMessagesProps) {
  const messages = shownConversation({
    me: reader,
    request,
    messages: page.messages,
    pending: [],
    pendingChanges: new Map(),
  });
  const context = { requestId: request.id, readerId: reader.id, clock: SERVER_CLOCK, task: null };
  const first = page.messages[0];
  return (
    <div class="conversation-body">
      <div class="log" tabIndex={0}>
        <div class="log-body">
          <p class="log-start">
            {page.hasMore && first
              ? <a class="button is-quiet" href={`?before=${first.seq}`}>Load earlier messages</a>
              : "The conversation starts here"}
          </p>
          <MessageDays messages={messages} context={context} />
          <p class="log-start">
            <a class="button" href={`/requests/${request.id}`}>Back to the newest messages</a>
          </p>
        </div>
      </div>
    </div>
  );
}
