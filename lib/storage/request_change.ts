/** What commands make of a request's record. */
import { HotlineError, notFound } from "../model/errors.ts";
import type { LoggedChanges } from "../model/events.ts";
import { ACCESS_MAX, PARTICIPANTS_MAX } from "../model/limits.ts";
import type { User } from "../model/user.ts";
import type { ChangeCommand, RequestCommand } from "./command.ts";
import type { RequestRecord } from "./record.ts";

/** A request after a command, and what its event says of it. */
export interface ChangedRequest {
  request: RequestRecord;
  changes: LoggedChanges;
}

/**
 * The request after a command that changes it.
 *
 * @throws HotlineError `conflict` when as many people as can be have been let in, `not_found` when
 * the one to put out has not been.
 */
export function changeRequest(request: RequestRecord, command: RequestCommand): ChangedRequest {
  switch (command.type) {
    case "change":
      return { request: withChanges(request, command), changes: command.changes };
    case "grant":
      return granted(request, command.person);
    case "revoke":
      return revoked(request, command.userId);
  }
}

function withChanges(request: RequestRecord, { changes }: ChangeCommand): RequestRecord {
  const { title, status, assignee } = changes;
  return {
    ...request,
    title: title ?? request.title,
    status: status ?? request.status,
    assignee: assignee === undefined ? request.assignee : assignee,
  };
}

/** Who was let in before is named as they are now. */
function granted(request: RequestRecord, person: User): ChangedRequest {
  const others = request.access.filter(({ id }) => id !== person.id);
  if (others.length >= ACCESS_MAX) {
    const full = `A request takes at most ${ACCESS_MAX} people besides its requester.`;
    throw new HotlineError("conflict", full);
  }
  return { request: { ...request, access: [...others, person] }, changes: { granted: person } };
}

function revoked(request: RequestRecord, userId: string): ChangedRequest {
  const person = request.access.find(({ id }) => id === userId);
  if (!person) throw notFound("person with access");
  const access = request.access.filter(({ id }) => id !== userId);
  return { request: { ...request, access }, changes: { revoked: person } };
}

/** Those who wrote in a request, with somebody who just has. */
export function withParticipant(participants: User[], user: User): User[] {
  const isKnown = participants.some(({ id }) => id === user.id);
  return isKnown || participants.length >= PARTICIPANTS_MAX
    ? participants
    : [...participants, user];
}
