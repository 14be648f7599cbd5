import type { ComponentChildren } from "preact";
import type { FieldError } from "../lib/model/errors.ts";
import { PASSWORD_MIN } from "../lib/model/limits.ts";
import { ErrorSummary } from "./ErrorSummary.tsx";
import { Field } from "./Field.tsx";

export interface PasswordFormProps {
  /** Whose it is: by it a password manager knows which entry to change. */
  username: string;
  /** Whether there is a password to be changed. */
  hasPassword: boolean;
  errors: readonly FieldError[];
  /** The button, which an island makes busy. */
  submit: ComponentChildren;
}

const LABELS = { current: "Current password", password: "New password" };

export function PasswordForm({ username, hasPassword, errors, submit }: PasswordFormProps) {
  return (
    <form class="form" method="post" action="/account" noValidate>
      <ErrorSummary errors={errors} labels={LABELS} />
      <input type="text" name="username" value={username} autocomplete="username" hidden />
      {hasPassword && (
        <Field name="current" label={LABELS.current} errors={errors}>
          {(attributes) => (
            <input {...attributes} type="password" required autocomplete="current-password" />
          )}
        </Field>
      )}
      <Field
        name="password"
        label={LABELS.password}
        hint={`At least ${PASSWORD_MIN} characters; a few words are good`}
        errors={errors}
      >
        {(attributes) => (
          <input {...attributes} type="password" required autocomplete="new-password" />
        )}
      </Field>
      <div class="form-buttons">{submit}</div>
    </form>
  );
}
