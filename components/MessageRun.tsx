import { Avatar } from "./Avatar.tsx";
import { recently } from "./clock.ts";
import { LockIcon } from "./icons.tsx";
import type { Run } from "./message_days.ts";
import { type ConversationContext, MessageItem } from "./MessageItem.tsx";
import { ROLE_WORDS } from "./role_words.ts";
import { Timestamp } from "./Timestamp.tsx";

export interface MessageRunProps {
  run: Run;
  context: ConversationContext;
}

/** What one person wrote in one go: one avatar, one name, one time. */
export function MessageRun({ run, context }: MessageRunProps) {
  const { author, kind, createdAt } = run.first;
  const isOwn = author.id === context.readerId;
  const side = kind === "note" ? "is-note" : isOwn ? "is-own" : "is-other";
  return (
    <li class={`run ${side}`}>
      {(!isOwn || kind === "note") && <Avatar user={author} />}
      <p class="run-head">
        <span class={isOwn && kind === "public" ? "visually-hidden" : "run-name"}>
          {isOwn ? "You" : author.name}
        </span>
        {kind === "note" && (
          <span class="note-label">
            <LockIcon />Internal note
          </span>
        )}
        {!isOwn && kind === "public" && author.role !== "requester" && (
          <span class="role">{ROLE_WORDS[author.role]}</span>
        )}
        <Timestamp iso={createdAt} clock={context.clock} words={recently} />
      </p>
      <ol class="run-messages">
        {run.messages.map((message) => (
          <MessageItem key={message.key} message={message} context={context} />
        ))}
      </ol>
    </li>
  );
}
