import type { ComponentType } from "preact";
import type { Request, Status } from "../lib/model/request.ts";
import { SERVER_CLOCK } from "./clock.ts";
import { RequestRow, type RequestRowProps } from "./RequestRow.tsx";
import { STATUS_WORDS } from "./Status.tsx";

export interface RequestListProps {
  requests: readonly Request[];
  /** The cursor of the next page, or null at the end. */
  next: string | null;
  status: Status | undefined;
  /** The request on the page, whose row an island keeps up to date. */
  currentId?: string | undefined;
  CurrentRow?: ComponentType<RequestRowProps> | undefined;
  todayMs: number;
}

export function RequestList(props: RequestListProps) {
  const { requests, next, status, currentId, CurrentRow = RequestRow, todayMs } = props;
  if (requests.length === 0) return <NoRequests status={status} />;
  const query = status === undefined ? "" : `?status=${status}`;
  const clock = { ...SERVER_CLOCK, now: todayMs };
  const more = new URLSearchParams({ ...(status && { status }), ...(next && { cursor: next }) });
  return (
    <>
      <ul class="rows">
        {requests.map((request) => {
          const isCurrent = request.id === currentId;
          const Row = isCurrent ? CurrentRow : RequestRow;
          return <Row key={request.id} {...{ request, isCurrent, query, clock }} />;
        })}
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
