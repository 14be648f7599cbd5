import type { Ref } from "preact";
import type { Kind } from "../lib/model/message.ts";
import { SendIcon } from "./icons.tsx";
import { KindChoice } from "./KindChoice.tsx";

export interface ComposerFormProps {
  requestId: string;
  /** The id of the command that a post gives, so that posting twice sends once. */
  clientId?: string | undefined;
  /** Whether there is a choice between an answer and an internal note. */
  mayNote: boolean;
  /** What of both is chosen. */
  kind: Kind;
  /** False while there is nothing to send. Without a script it is always true. */
  maySend: boolean;
  /** By how many characters the text is too long. Told, since a browser's own limit cuts silently. */
  excess?: number;
  form: Ref<HTMLFormElement>;
  onSubmit: (event: Event) => void;
  onInput: (event: Event) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** Where messages are written. Grows with its text from one line to eight. */
export function ComposerForm(props: ComposerFormProps) {
  const { requestId, clientId, mayNote, kind, maySend, excess = 0 } = props;
  const { form, onSubmit, onInput, onKeyDown } = props;
  return (
    <form
      ref={form}
      class={mayNote ? "composer has-choice" : "composer"}
      method="post"
      action={`/requests/${requestId}/messages`}
      onSubmit={onSubmit}
      onInput={onInput}
    >
      <input type="hidden" name="clientId" value={clientId} />
      <label class="visually-hidden" for="composer-body">Message</label>
      <textarea
        id="composer-body"
        name="body"
        class="composer-body"
        rows={1}
        required
        dir="auto"
        autocomplete="off"
        placeholder="Write a message"
        onKeyDown={onKeyDown}
      />
      <div class="composer-bar">
        {mayNote && <KindChoice kind={kind} />}
        {excess > 0
          ? <p class="composer-excess" role="alert">{excess} characters too many</p>
          : (
            <p class="composer-hint" aria-hidden="true">
              <kbd>Enter</kbd> to send, <kbd>Shift</kbd> <kbd>Enter</kbd> for a new line
            </p>
          )}
        <button
          type="submit"
          class="send"
          disabled={!maySend}
          title="Send (Enter). Shift+Enter starts a new line, ↑ edits your last message"
        >
          <SendIcon />
          <span class="visually-hidden">Send</span>
        </button>
      </div>
    </form>
  );
}
