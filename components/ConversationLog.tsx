import { useEffect, useRef } from "preact/hooks";
import { DownIcon } from "./icons.tsx";
import { instead } from "./conversation_actions.ts";
import { MessageDays } from "./MessageDays.tsx";
import type { ConversationContext } from "./MessageItem.tsx";
import type { ShownMessage } from "./shown_message.ts";
import { useLogScroll } from "./use_log_scroll.ts";

export interface ConversationLogProps {
  messages: readonly ShownMessage[];
  context: ConversationContext;
  /** The page of messages before these, when there are such. */
  earlierHref: string | null;
  isLoadingEarlier?: boolean;
  /** Why earlier messages could not be loaded, in words. */
  earlierFailure?: string | null;
  onEarlier?: (() => void) | undefined;
  /** Said to who cannot see it: the newest message of someone else since the page was opened. */
  announcement?: string;
}

/** Earlier messages are asked for when their place is so near to being seen. */
const EARLIER_MARGIN = "600px 0px 0px";

/** The conversation, which stays where it is being read while it grows at either side. */
export function ConversationLog(props: ConversationLogProps) {
  const { messages, context, earlierHref, isLoadingEarlier, earlierFailure, onEarlier } = props;
  const { log, onScroll, toEnd, newCount } = useLogScroll(messages, context.readerId);
  const start = useRef<HTMLDivElement>(null);
  const firstKey = messages[0]?.key;

  useEffect(() => {
    if (start.current === null || onEarlier === undefined || earlierHref === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && onEarlier(),
      { root: log.current, rootMargin: EARLIER_MARGIN },
    );
    observer.observe(start.current);
    return () => observer.disconnect();
  }, [firstKey, earlierHref === null]);

  return (
    <div class="log-frame">
      {
        /* A log, but not a live one: history that is loaded must not be read out. What is
          new is announced below. It can be focused, so that keys scroll it. */
      }
      <div
        ref={log}
        class={context.actions ? "log is-live" : "log"}
        role="log"
        aria-live="off"
        aria-label="Conversation"
        tabIndex={0}
        onScroll={onScroll}
      >
        <div class="log-body">
          <div class="log-start" ref={start}>
            {earlierFailure && <p role="alert">{earlierFailure}</p>}
            {earlierHref !== null
              ? (
                <a
                  class="button is-quiet"
                  href={earlierHref}
                  aria-busy={isLoadingEarlier ? "true" : undefined}
                  onClick={onEarlier && instead(onEarlier)}
                >
                  {isLoadingEarlier ? "Loading earlier messages" : "Load earlier messages"}
                </a>
              )
              : <p>The conversation starts here</p>}
          </div>
          <MessageDays messages={messages} context={context} />
        </div>
      </div>
      <p class="visually-hidden" aria-live="polite">{props.announcement}</p>
      {newCount > 0 && (
        <button type="button" class="new-messages" onClick={toEnd}>
          <DownIcon />
          {newCount === 1 ? "1 new message" : `${newCount} new messages`}
        </button>
      )}
    </div>
  );
}
