import type { FieldError } from "../lib/model/errors.ts";
import { PASSKEY_NAME_MAX } from "../lib/model/limits.ts";
import type { Passkey } from "../lib/model/passkey.ts";
import { Field } from "./Field.tsx";

/** What its owner does to a passkey. */
export interface PasskeyTask {
  kind: "rename" | "remove";
  id: string;
  /** The new name as it was filled in, if it could not be taken. */
  name?: string | undefined;
}

export interface PasskeyFormProps {
  passkey: Passkey;
  task: PasskeyTask;
  errors: readonly FieldError[];
}

export const PASSKEY_LABELS = { name: "Name" };

/** Stands in the place of a passkey's facts while its owner renames it or is asked once more. */
export function PasskeyForm({ passkey, task, errors }: PasskeyFormProps) {
  const { id, name } = passkey;
  const isRenaming = task.kind === "rename";
  return (
    <form class="form passkey-form" method="post" action="/account/passkeys" noValidate>
      <input type="hidden" name="action" value={task.kind} />
      <input type="hidden" name="id" value={id} />
      {isRenaming
        ? (
          <Field name="name" label={PASSKEY_LABELS.name} errors={errors}>
            {(attributes) => (
              <input
                {...attributes}
                type="text"
                value={task.name ?? name}
                required
                maxLength={PASSKEY_NAME_MAX}
                autocomplete="off"
                autofocus={errors.length === 0}
                dir="auto"
              />
            )}
          </Field>
        )
        : (
          <p class="passkey-question">
            Remove <strong dir="auto">{name}</strong>? It will not sign you in any more.
          </p>
        )}
      <div class="form-buttons">
        <button type="submit" class={`button ${isRenaming ? "is-primary" : "is-danger"}`}>
          {isRenaming ? "Save" : "Remove"}
        </button>
        <a class="button is-quiet" href="/account/passkeys">Cancel</a>
      </div>
    </form>
  );
}
