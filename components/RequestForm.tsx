import type { ComponentChildren } from "preact";
import type { FieldError } from "../lib/model/errors.ts";
import { ErrorSummary } from "./ErrorSummary.tsx";
import { Field } from "./Field.tsx";

export interface RequestFormProps {
  errors: readonly FieldError[];
  /** What was filled in before. */
  values: Readonly<Record<string, string>>;
  /** Sent along, so that a form posted twice makes one request. */
  clientId: string;
  /** The button, which an island makes busy. */
  submit: ComponentChildren;
}

const LABELS = { title: "Title", body: "Message" };

export function RequestForm({ errors, values, clientId, submit }: RequestFormProps) {
  return (
    <form class="form" method="post" action="/requests/new" noValidate>
      <ErrorSummary errors={errors} labels={LABELS} />
      <input type="hidden" name="clientId" value={clientId} />
      <Field
        name="title"
        label={LABELS.title}
        hint="In a few words, what it is about"
        errors={errors}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            value={values.title}
            required
            autocomplete="off"
            dir="auto"
          />
        )}
      </Field>
      <Field
        name="body"
        label={LABELS.body}
        hint="What happened, what you expected, and anything that helps to find it"
        errors={errors}
      >
        {(attributes) => (
          <textarea {...attributes} rows={7} required dir="auto">{values.body}</textarea>
        )}
      </Field>
      <div class="form-buttons">
        {submit}
        <a class="button is-quiet" href="/">Cancel</a>
      </div>
    </form>
  );
}
