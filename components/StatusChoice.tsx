import { mayChange } from "../lib/chat/policy.ts";
import type { Request, Status as StatusName } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";
import { Status, STATUS_WORDS } from "./Status.tsx";

export interface StatusChoiceProps {
  request: Pick<Request, "id" | "status" | "requester">;
  reader: User;
  /** What an island does about a choice; without it the form posts it. */
  onChoose?: ((status: StatusName) => void) | undefined;
}

const STATUSES = Object.keys(STATUS_WORDS) as StatusName[];

/** The four statuses, of which one is pressed; those that the reader may not set are left out. */
export function StatusChoice({ request, reader, onChoose }: StatusChoiceProps) {
  const { id, status } = request;
  const offered = STATUSES.filter((name) =>
    name === status || mayChange(reader, request, { status: name })
  );
  if (offered.length === 1) return <Status status={status} />;
  return (
    <form
      class="status-choice"
      method="post"
      action={`/requests/${id}`}
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
          aria-pressed={name === status ? "true" : "false"}
          class="status-option"
        >
          <Status status={name} />
        </button>
      ))}
    </form>
  );
}
