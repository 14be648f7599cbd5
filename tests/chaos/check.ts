/** The checker: everything that clients did and saw, against what the database holds. */
import { checkAcknowledged, checkLog } from "./check_log.ts";
import { checkJoins } from "./check_joins.ts";
import { checkPage } from "./check_page.ts";
import type { ClientHistory } from "./history.ts";
import type { MessageFacts, StoredLog } from "./stored_log.ts";
import type { Violation } from "./violations.ts";

/** What a page shows when all is over. */
export interface ShownPage {
  history: ClientHistory;
  messages: readonly MessageFacts[];
}

export interface Evidence {
  logs: readonly StoredLog[];
  histories: readonly ClientHistory[];
  pages: readonly ShownPage[];
}

/** Every violation that the evidence shows; a log MUST be there for each client's request. */
export function check({ logs, histories, pages }: Evidence): Violation[] {
  const byRequest = new Map(logs.map((log) => [log.requestId, log]));
  const logOf = ({ requestId }: ClientHistory): StoredLog => {
    const log = byRequest.get(requestId);
    if (!log) throw new Error(`No log of ${requestId} was read.`);
    return log;
  };
  return [
    ...logs.flatMap(checkLog),
    ...histories.flatMap((history) => [
      ...checkAcknowledged(history, logOf(history)),
      ...checkJoins(history, logOf(history)),
    ]),
    ...pages.flatMap(({ history, messages }) => [
      ...checkPage(history, messages, logOf(history)),
    ]),
  ];
}
