import type { Kind } from "../lib/model/message.ts";
import { LockIcon } from "./icons.tsx";

export interface KindChoiceProps {
  /** What is chosen. Never left to the field alone: drawing it again would set it back. */
  kind: Kind;
}

/** Agents choose who will read what they write. The stylesheet colours the composer by it. */
export function KindChoice({ kind }: KindChoiceProps) {
  return (
    <fieldset class="kind-choice">
      <legend class="visually-hidden">Who reads this message</legend>
      <label>
        <input type="radio" name="kind" value="public" checked={kind === "public"} />
        <span>Answer</span>
      </label>
      <label>
        <input
          type="radio"
          name="kind"
          value="note"
          class="kind-note"
          checked={kind === "note"}
        />
        <span>
          <LockIcon />Internal note
        </span>
      </label>
    </fieldset>
  );
}
