import type { Status as StatusName } from "../lib/model/request.ts";
import { Status, STATUS_WORDS } from "./Status.tsx";

export interface StatusChoiceProps {
  requestId: string;
  status: StatusName;
  /** Whether the reader may set this status. */
  mayChoose: (status: StatusName) => boolean;
  onChoose?: ((status: StatusName) => void) | undefined;
}

const STATUSES = Object.keys(STATUS_WORDS) as StatusName[];

/** The four statuses, of which one is pressed; those that the reader may not set are left out. */
export function StatusChoice({ requestId, status, mayChoose, onChoose }: StatusChoiceProps) {
  const offered = STATUSES.filter((name) => name === status || mayChoose(name));
  if (offered.length === 1) return <Status status={status} />;
  return (
    <form
      class="status-choice"
      method="post"
      action={`/requests/${requestId}`}
      onSubmit={onChoose && ((event: SubmitEvent) => {
        event.preventDefault();
        if (event.submitter instanceof HTMLButtonElement) {
          onChoose(event.submitter.value as StatusName);
        }
      })}
    >
      {offered.map((name) => (
        <button
          key={name}
          type="submit"
          name="status"
          value={name}
          aria-pressed={name === status}
          class="status-option"
        >
          <Status status={name} />
        </button>
      ))}
    </form>
  );
}
