import type { FieldError } from "../lib/model/errors.ts";
import { PASSWORD_MIN } from "../lib/model/limits.ts";
import { Field } from "./Field.tsx";

export interface CredentialFieldsProps {
  errors: readonly FieldError[];
  /** What was filled in before; never the password. */
  values: Readonly<Record<string, string>>;
  /** Whether the account is being made. */
  isNew: boolean;
}

export const CREDENTIAL_LABELS = { username: "Username", password: "Password" };

/** Who somebody is and how they prove it; password managers know these fields. */
export function CredentialFields({ errors, values, isNew }: CredentialFieldsProps) {
  return (
    <>
      <Field
        name="username"
        label={CREDENTIAL_LABELS.username}
        errors={errors}
        {...(isNew && { hint: "a to z, digits, dot, dash and underscore" })}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            value={values.username}
            required
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
          />
        )}
      </Field>
      <Field
        name="password"
        label={CREDENTIAL_LABELS.password}
        errors={errors}
        {...(isNew && { hint: `At least ${PASSWORD_MIN} characters; a few words are good` })}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="password"
            required
            autocomplete={isNew ? "new-password" : "current-password"}
          />
        )}
      </Field>
    </>
  );
}
