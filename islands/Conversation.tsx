import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { ComposerPlace } from "../components/ComposerPlace.tsx";
import type { ConversationActions, MessageTask } from "../components/conversation_actions.ts";
import { ConversationLog } from "../components/ConversationLog.tsx";
import { shownConversation } from "../components/shown_conversation.ts";
import { useClock } from "../components/use_clock.ts";
import { openDraft } from "../lib/client/draft.ts";
import type { InitialRequest, LiveRequest } from "../lib/client/live_request.ts";
import { liveRequest } from "../lib/client/live_requests.ts";

export interface ConversationProps {
  initial: InitialRequest;
  /** The form that the page was opened with, by a link that works without a script. */
  task: MessageTask | null;
  /** The id of the command that a form gives when posted without a script. */
  clientId: string;
}

/** The messages of a request and the place to write the next one. */
export default function Conversation({ initial, clientId, ...props }: ConversationProps) {
  const live = useMemo(() => liveRequest(initial), []);
  const task = useSignal(props.task);
  const clock = useClock();
  const { me } = live;
  const request = live.request.value;
  const messages = shownConversation({
    me,
    request,
    messages: live.messages.value,
    pending: live.pending.value,
    pendingChanges: live.pendingChanges.value,
  });
  const done = (work: () => void) => {
    work();
    task.value = null;
    document.getElementById("composer-body")?.focus();
  };
  const actions: ConversationActions = {
    begin: (begun) => task.value = begun,
    cancel: () => done(() => {}),
    edit: (messageId, body) => done(() => live.edit(messageId, body)),
    remove: (messageId) => done(() => live.remove(messageId)),
    retry: live.retry,
    discard: live.discard,
  };
  const editLast = () => {
    const last = messages.findLast(({ mayEdit, delivery }) => mayEdit && delivery === null);
    if (last?.id) task.value = { kind: "edit", messageId: last.id };
  };
  return (
    <div class="conversation-body">
      <ConversationLog
        messages={messages}
        context={{
          requestId: request.id,
          readerId: me.id,
          task: task.value,
          // Actions need the browser; until its clock is there the page is the server's.
          actions: clock.now === null ? undefined : actions,
          clock,
          clientId,
        }}
        earlierHref={live.hasEarlier.value ? `?before=${live.messages.value[0]?.seq}` : null}
        isLoadingEarlier={live.isLoadingEarlier.value}
        earlierFailure={live.earlierFailure.value}
        onEarlier={() => void live.loadEarlier()}
        announcement={announcementOf(live, initial.head)}
      />
      <ComposerPlace
        request={request}
        reader={me}
        clientId={clientId}
        draft={openDraft(me.id, request.id)}
        onSend={live.send}
        onEditLast={editLast}
      />
    </div>
  );
}

/** The newest message of someone else, if it came after the page did. */
function announcementOf({ me, messages }: LiveRequest, head: number): string {
  const newest = messages.value.at(-1);
  if (newest === undefined || newest.seq <= head || newest.author.id === me.id) return "";
  return `${newest.author.name}: ${newest.deletedAt === null ? newest.body : "Message deleted"}`;
}
