import type { ComponentChildren } from "preact";
import type { FieldError } from "../lib/model/errors.ts";
import { ErrorSummary } from "./ErrorSummary.tsx";
import { Field } from "./Field.tsx";

export interface AskFormProps {
  errors: readonly FieldError[];
  /** What was filled in before. */
  values: Readonly<Record<string, string>>;
  /** The secret of the link to come: a form posted twice makes one request. */
  link: string;
  /** The button, which an island makes busy. */
  submit: ComponentChildren;
}

const LABELS = { question: "Your question", name: "Your name", email: "E-mail (optional)" };

/** A question without an account: what it takes to be in the chat, and no more. */
export function AskForm({ errors, values, link, submit }: AskFormProps) {
  return (
    <form class="form" method="post" action="/ask" noValidate>
      <ErrorSummary errors={errors} labels={LABELS} />
      <input type="hidden" name="link" value={link} />
      <Field name="question" label={LABELS.question} errors={errors}>
        {(attributes) => (
          <textarea {...attributes} rows={4} required dir="auto">{values.question}</textarea>
        )}
      </Field>
      <Field name="name" label={LABELS.name} errors={errors}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            value={values.name}
            required
            autocomplete="name"
            dir="auto"
          />
        )}
      </Field>
      <Field
        name="email"
        label={LABELS.email}
        hint="For the people at the desk alone. Nothing is mailed automatically."
        errors={errors}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="email"
            value={values.email}
            autocomplete="email"
            autocapitalize="none"
            spellcheck={false}
          />
        )}
      </Field>
      {submit}
    </form>
  );
}
