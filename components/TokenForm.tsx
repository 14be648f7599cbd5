import type { ComponentChildren } from "preact";
import type { FieldError } from "../lib/model/errors.ts";
import { ErrorSummary } from "./ErrorSummary.tsx";
import { errorSentence, Field } from "./Field.tsx";

export interface TokenFormProps {
  errors: readonly FieldError[];
  /** What was filled in before; empty for a form that nobody has filled in yet. */
  values: Readonly<Record<string, string>>;
  /** Sent along, so that a form posted twice makes one token. */
  clientId: string;
  /** The button, which an island makes busy. */
  submit: ComponentChildren;
}

const LABELS = { name: "Name", scopes: "Permissions" };
const SCOPES = [
  { scope: "read", words: "Read the requests that you may read" },
  { scope: "write", words: "Write in your name: messages, changes, new requests" },
] as const;

export function TokenForm({ errors, values, clientId, submit }: TokenFormProps) {
  const isFresh = values.name === undefined;
  const scopesError = errors.find(({ path }) => path === "scopes");
  return (
    <form class="form" method="post" action="/account/tokens" noValidate>
      <ErrorSummary errors={errors} labels={LABELS} />
      <input type="hidden" name="clientId" value={clientId} />
      <Field name="name" label={LABELS.name} hint="Which program it is for" errors={errors}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            value={values.name}
            required
            autocomplete="off"
            dir="auto"
          />
        )}
      </Field>
      <fieldset
        class={scopesError ? "field is-wrong" : "field"}
        id="scopes"
        tabIndex={-1}
        aria-describedby={scopesError && "scopes-error"}
      >
        <legend>{LABELS.scopes}</legend>
        {scopesError && (
          <p class="field-error" id="scopes-error">
            <span class="visually-hidden">Error:</span>{" "}
            {errorSentence(LABELS.scopes, scopesError.message)}
          </p>
        )}
        {SCOPES.map(({ scope, words }) => (
          <label key={scope} class="check">
            <input
              type="checkbox"
              name={scope}
              value="on"
              checked={isFresh || values[scope] !== undefined}
            />
            {words}
          </label>
        ))}
      </fieldset>
      <div class="form-buttons">{submit}</div>
    </form>
  );
}
