/** Holds what a page of Hotline's own client shows in the end against the log. */
import type { ClientHistory } from "./history.ts";
import type { MessageFacts, StoredLog } from "./stored_log.ts";
import type { Violation } from "./violations.ts";

/** From the first message that is loaded on, each that this person may see, in its last state. */
export function* checkPage(
  { name, role }: ClientHistory,
  shown: readonly MessageFacts[],
  { requestId, messages }: StoredLog,
): Generator<Violation> {
  const from = shown[0]?.seq ?? Infinity;
  const expected = messages.filter(({ seq, kind }) =>
    seq >= from && (kind === "public" || role !== "requester")
  );
  const byId = new Map(shown.map((message) => [message.id, message]));
  for (const { id, seq, body, isDeleted } of expected) {
    const found = byId.get(id);
    const what = `page of ${name}: message ${seq} of ${requestId}`;
    if (!found) yield { kind: "hole", what };
    else if (found.body !== body || found.isDeleted !== isDeleted) {
      yield { kind: "edit lost", what };
    }
  }
  if (shown.length > expected.length) {
    const what = `page of ${name}: ${shown.length} messages of ${requestId}`;
    yield { kind: "differs from the log", what: `${what}, but ${expected.length} are stored` };
  }
}
