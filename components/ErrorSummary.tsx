import type { FieldError } from "../lib/model/errors.ts";
import { errorSentence } from "./Field.tsx";
import { AlertIcon } from "./icons.tsx";

export interface ErrorSummaryProps {
  errors: readonly FieldError[];
  /** The label of each field by its name; an error of none of them concerns the whole form. */
  labels: Readonly<Record<string, string>>;
}

/**
 * What is wrong with a form, each with a link to its field. Gets the focus when the
 * page opens, so that it is the first thing read
 * (https://design-system.service.gov.uk/components/error-summary/).
 */
export function ErrorSummary({ errors, labels }: ErrorSummaryProps) {
  if (errors.length === 0) return null;
  return (
    <div class="error-summary" role="alert" tabIndex={-1} autofocus aria-labelledby="error-title">
      <AlertIcon />
      <h2 id="error-title">There is a problem</h2>
      <ul>
        {errors.map(({ path, message }) => {
          const label = labels[path];
          return (
            <li key={path}>
              {label === undefined
                ? message
                : <a href={`#${path}`}>{errorSentence(label, message)}</a>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
