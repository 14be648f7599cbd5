import type { Status } from "../lib/model/request.ts";
import { STATUS_WORDS } from "./Status.tsx";

export interface StatusFilterProps {
  current: Status | undefined;
}

const STATUSES = Object.keys(STATUS_WORDS) as Status[];

/** The list's filter, as links. */
export function StatusFilter({ current }: StatusFilterProps) {
  const link = (label: string, status?: Status) => (
    <li key={label}>
      <a
        class="filter"
        href={status === undefined ? "/" : `/?status=${status}`}
        aria-current={status === current ? "true" : undefined}
      >
        {label}
      </a>
    </li>
  );
  return (
    <ul class="filters" aria-label="Filter by status">
      {link("All")}
      {STATUSES.map((status) => link(STATUS_WORDS[status], status))}
    </ul>
  );
}
