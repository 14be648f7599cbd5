import { useLayoutEffect, useRef } from "preact/hooks";
import { BODY_MAX } from "../lib/model/limits.ts";
import { type ConversationActions, instead, type MessageTask } from "./conversation_actions.ts";
import type { ShownMessage } from "./shown_message.ts";
import { isSendKey } from "./send_key.ts";

export interface MessageFormProps {
  message: ShownMessage;
  messageId: string;
  task: MessageTask["kind"];
  /** Where the form posts to without a script. */
  requestId: string;
  /** The id of the command that a post gives. */
  clientId?: string | undefined;
  actions?: ConversationActions | undefined;
}

/** Takes the place of a message's text while its author edits it or is asked about deleting it. */
export function MessageForm(props: MessageFormProps) {
  const { message, messageId, task, requestId, clientId, actions } = props;
  const form = useRef<HTMLFormElement>(null);
  // Before the next key: what is typed right after ArrowUp belongs in here.
  useLayoutEffect(() => {
    const field = form.current?.querySelector<HTMLElement>("textarea, .button");
    field?.focus();
    if (field instanceof HTMLTextAreaElement) field.setSelectionRange(-1, -1);
  }, []);

  const submit = actions && instead(() => {
    if (task === "delete") return actions.remove(messageId);
    const body = new FormData(form.current!).get("body");
    if (typeof body === "string" && body.trim() !== "") actions.edit(messageId, body);
  });
  const onKeyDown = actions && ((event: KeyboardEvent) => {
    if (event.key === "Escape") instead(actions.cancel)(event);
    if (task === "edit" && isSendKey(event)) submit?.(event);
  });
  return (
    <form
      ref={form}
      class="message-form"
      method="post"
      action={`/requests/${requestId}/messages/${messageId}`}
      onSubmit={submit}
      onKeyDown={onKeyDown}
    >
      <input type="hidden" name="action" value={task} />
      <input type="hidden" name="clientId" value={clientId} />
      {task === "edit"
        ? (
          <textarea name="body" aria-label="Message" required maxLength={BODY_MAX} dir="auto">
            {message.body}
          </textarea>
        )
        : <p class="message-question">Delete this message for everyone?</p>}
      <div class="message-form-buttons">
        <a
          class="button is-quiet"
          href={`?#m-${messageId}`}
          onClick={actions && instead(actions.cancel)}
        >
          {task === "edit" ? "Cancel" : "Keep"}
        </a>
        {task === "edit"
          ? <button type="submit" class="button is-primary">Save</button>
          : <button type="submit" class="button is-danger">Delete</button>}
      </div>
    </form>
  );
}
