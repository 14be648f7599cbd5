import type { Request } from "../lib/model/request.ts";
import { type Clock, shortly } from "./clock.ts";
import { MessagesIcon } from "./icons.tsx";
import { People } from "./People.tsx";
import { peopleOf } from "./people_of.ts";
import { STATUS_WORDS, StatusShape } from "./Status.tsx";
import { Timestamp } from "./Timestamp.tsx";

export interface RequestRowProps {
  request: Request;
  /** Whether this is the request on the page. */
  isCurrent: boolean;
  /** The filter in force, kept when the row is followed. */
  query: string;
  clock: Clock;
  /** Whether an island draws it, which tells its time by itself. */
  isLive?: boolean;
}

export function RequestRow({ request, isCurrent, query, clock, isLive }: RequestRowProps) {
  const { id, title, status, updatedAt, messageCount, unread } = request;
  return (
    <li>
      <a
        class={unread > 0 ? "row is-unread" : "row"}
        href={`/requests/${id}${query}`}
        aria-current={isCurrent ? "page" : undefined}
      >
        <span class="row-status" title={STATUS_WORDS[status]}>
          <StatusShape status={status} />
          <span class="visually-hidden">{STATUS_WORDS[status]}:</span>
        </span>
        <span class="row-title" dir="auto">{title}</span>
        <Timestamp
          iso={updatedAt}
          clock={clock}
          words={shortly}
          local={isLive ? undefined : "shortly"}
        />
        <span class="row-facts">
          <span class="row-status-word">{STATUS_WORDS[status]}</span>
          <span class="row-count">
            <MessagesIcon />
            {messageCount}
            <span class="visually-hidden">{messageCount === 1 ? " message" : " messages"}</span>
          </span>
          {unread > 0 && (
            <span class="unread">
              {unread > 99 ? "99+" : unread}
              <span class="visually-hidden">unread</span>
            </span>
          )}
          <People users={peopleOf(request)} max={3} />
        </span>
      </a>
    </li>
  );
}
