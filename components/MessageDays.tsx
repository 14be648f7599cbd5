import { useRef } from "preact/hooks";
import { dayWords } from "./clock.ts";
import { MessageIcons } from "./icons.tsx";
import { messageDays, type Run } from "./message_days.ts";
import type { ConversationContext } from "./MessageItem.tsx";
import { MessageRun } from "./MessageRun.tsx";
import type { ShownMessage } from "./shown_message.ts";

export interface MessageDaysProps {
  /** In the order of the log; what is on its way comes last. */
  messages: readonly ShownMessage[];
  context: ConversationContext;
}

/** The conversation, day by day. */
export function MessageDays({ messages, context }: MessageDaysProps) {
  const known = useRef(new Set<string>()).current;
  // A run grows at its start when earlier messages are loaded. It keeps the key that it had, or
  // all of it would be drawn anew: under the reader's eyes, and over a message being edited.
  const keyOf = (run: Run): string => {
    const key = run.messages.find((message) => known.has(message.key))?.key ?? run.key;
    known.add(key);
    return key;
  };
  return (
    <>
      <MessageIcons />
      {messageDays(messages, context.clock).map((day) => (
        <section class="day" key={day.key} aria-labelledby={`day-${day.key}`}>
          <h2 class="day-name" id={`day-${day.key}`}>
            <time dateTime={day.key}>{dayWords(day.at, context.clock)}</time>
          </h2>
          <ol class="runs">
            {day.runs.map((run) => <MessageRun key={keyOf(run)} run={run} context={context} />)}
          </ol>
        </section>
      ))}
    </>
  );
}
