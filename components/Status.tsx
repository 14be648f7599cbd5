import type { Status as StatusName } from "../lib/model/request.ts";

export const STATUS_WORDS: Record<StatusName, string> = {
  open: "Open",
  pending: "Pending",
  solved: "Solved",
  closed: "Closed",
};

const SHAPES: Record<StatusName, preact.JSX.Element> = {
  open: (
    <>
      <circle class="line" cx="8" cy="8" r="6" />
      <circle class="fill" cx="8" cy="8" r="2.5" />
    </>
  ),
  pending: (
    <>
      <circle class="line" cx="8" cy="8" r="6" />
      <path class="fill" d="M8 4.5a3.5 3.5 0 0 1 0 7z" />
    </>
  ),
  solved: (
    <>
      <circle class="fill line" cx="8" cy="8" r="6" />
      <path class="cut" d="m5.4 8.2 1.8 1.8 3.4-3.8" />
    </>
  ),
  closed: (
    <>
      <circle class="line" cx="8" cy="8" r="6" />
      <path class="line" d="M5.5 8h5" />
    </>
  ),
};

export interface StatusProps {
  status: StatusName;
}

/** The status as a shape, for where its word stands beside it. */
export function StatusShape({ status }: StatusProps) {
  return (
    <svg
      class={`status-shape status-${status}`}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
    >
      {SHAPES[status]}
    </svg>
  );
}

/** The status as shape and word. */
export function Status({ status }: StatusProps) {
  return (
    <span class="status">
      <StatusShape status={status} />
      <span class="status-word">{STATUS_WORDS[status]}</span>
    </span>
  );
}
