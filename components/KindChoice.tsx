import { LockIcon } from "./icons.tsx";

/** Agents choose who will read what they write. The stylesheet colours the composer by it. */
export function KindChoice() {
  return (
    <fieldset class="kind-choice">
      <legend class="visually-hidden">Who reads this message</legend>
      <label>
        <input type="radio" name="kind" value="public" checked />
        <span>Answer</span>
      </label>
      <label>
        <input type="radio" name="kind" value="note" class="kind-note" />
        <span>
          <LockIcon />Internal note
        </span>
      </label>
    </fieldset>
  );
}
