import type { FieldError } from "../lib/model/errors.ts";
import type { User } from "../lib/model/user.ts";
import { ErrorSummary } from "./ErrorSummary.tsx";
import { Field } from "./Field.tsx";

export interface AccessFormProps {
  requestId: string;
  errors?: readonly FieldError[];
  /** What was filled in before. */
  username?: string | undefined;
}

const LABELS = { username: "Username" };

/** Lets somebody into a request, by the name that they sign in with. */
export function AccessForm({ requestId, errors = [], username }: AccessFormProps) {
  return (
    <form class="access-form" method="post" action={accessPath(requestId)} noValidate>
      <ErrorSummary errors={errors} labels={LABELS} />
      <Field name="username" label={LABELS.username} hint="Of a person to let in" errors={errors}>
        {(attributes) => (
          <span class="access-field">
            <input
              {...attributes}
              type="text"
              value={username}
              required
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
            />
            <button type="submit" class="button" name="action" value="grant">Add</button>
          </span>
        )}
      </Field>
    </form>
  );
}

/** Puts somebody out again. */
export function AccessRemoval({ requestId, user }: { requestId: string; user: User }) {
  return (
    <form method="post" action={accessPath(requestId)}>
      <input type="hidden" name="userId" value={user.id} />
      <button type="submit" class="link" name="action" value="revoke">
        Remove<span class="visually-hidden">{` ${user.name}`}</span>
      </button>
    </form>
  );
}

const accessPath = (requestId: string) => `/requests/${requestId}/access`;
