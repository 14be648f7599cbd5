import type { ComponentChildren } from "preact";
import type { FieldError } from "../lib/model/errors.ts";

export interface FieldProps {
  name: string;
  label: string;
  /** Said between the label and the field. */
  hint?: string;
  errors: readonly FieldError[];
  /** The field itself; gets what ties it to its label, hint and error. */
  children: (attributes: FieldAttributes) => ComponentChildren;
}

export interface FieldAttributes {
  id: string;
  name: string;
  "aria-describedby": string | undefined;
  "aria-invalid": "true" | undefined;
}

/** The sentence for a field's error: "Title must not be empty". */
export function errorSentence(label: string, message: string): string {
  return /^[a-z]/.test(message) ? `${label} ${message}` : message;
}

/** A labelled field of a form, with its error beside it. */
export function Field({ name, label, hint, errors, children }: FieldProps) {
  const error = errors.find(({ path }) => path === name);
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return (
    <div class={error ? "field is-wrong" : "field"}>
      <label for={name}>{label}</label>
      {hint && <p class="field-hint" id={`${name}-hint`}>{hint}</p>}
      {error && (
        <p class="field-error" id={`${name}-error`}>
          <span class="visually-hidden">Error:</span> {errorSentence(label, error.message)}
        </p>
      )}
      {children({
        id: name,
        name,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? "true" : undefined,
      })}
    </div>
  );
}
