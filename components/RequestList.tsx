import type { Request, Status } from "../lib/model/request.ts";
import { RequestRow } from "./RequestRow.tsx";
import { STATUS_WORDS } from "./Status.tsx";

export interface RequestListProps {
  requests: readonly Request[];
  /** The cursor of the next page, or null at the end. */
  next: string | null;
  status: Status | undefined;
  currentId?: string | undefined;
  nowMs: number;
}

export function RequestList({ requests, next, status, currentId, nowMs }: RequestListProps) {
  if (requests.length === 0) return <NoRequests status={status} />;
  const query = status === undefined ? "" : `?status=${status}`;
  const more = new URLSearchParams({ ...(status && { status }), ...(next && { cursor: next }) });
  return (
    <>
      <ul class="rows">
        {requests.map((request) => (
          <RequestRow
            key={request.id}
            request={request}
            isCurrent={request.id === currentId}
            query={query}
            nowMs={nowMs}
          />
        ))}
      </ul>
      {next !== null && <a class="button is-quiet more" href={`/?${more}`}>Load more</a>}
    </>
  );
}

function NoRequests({ status }: { status: Status | undefined }) {
  return (
    <div class="nothing">
      <p class="nothing-title">
        {status === undefined
          ? "No requests yet"
          : `No ${STATUS_WORDS[status].toLowerCase()} requests`}
      </p>
      {status === undefined
        ? (
          <>
            <p>Ask for help and the people at the desk will answer here.</p>
            <a class="button is-primary" href="/requests/new">Start a request</a>
          </>
        )
        : (
          <p>
            <a href="/">Show all requests</a>
          </p>
        )}
    </div>
  );
}
