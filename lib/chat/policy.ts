/**
 * Who may do what: the one place that decides, for pages, calls, commands and deliveries.
 * Pure functions of the facts at that moment; whatever they do not allow is denied.
 */
import { HotlineError, notFound } from "../model/errors.ts";
import type { RequestChanges } from "../model/events.ts";
import type { Kind, Message } from "../model/message.ts";
import type { Scope } from "../model/session.ts";
import type { User } from "../model/user.ts";
import type { ListScope } from "../storage/keys.ts";
import type { RequestRecord } from "../storage/record.ts";

/** What tells who is in a request. */
export type Shared = Pick<RequestRecord, "requester" | "access">;
type Sealed = Shared & Pick<RequestRecord, "status">;

/** Agents and admins: those who answer requests. */
export const isStaff = (user: User): boolean => user.role === "agent" || user.role === "admin";

/** Agents and admins read every request, a requester its own and those that it was let into. */
export const mayRead = (user: User, { requester, access }: Shared): boolean =>
  isStaff(user) || requester.id === user.id || access.some(({ id }) => id === user.id);

/** Which kinds of messages someone who may read a request sees in it. */
export const visibleKinds = (user: User): Kind[] => isStaff(user) ? ["public", "note"] : ["public"];

/** Whether someone who may read a request sees messages of this kind in it. */
export const maySee = (user: User, kind: Kind): boolean => kind === "public" || isStaff(user);

/** Whether messages may be added, edited and deleted: not in a closed request, whoever asks. */
export const isWritable = (request: Pick<Sealed, "status">): boolean => request.status !== "closed";

/** Whether a person sees actions on a message: its author may edit it. */
export const mayEdit = (user: User, request: Sealed, message: Message): boolean =>
  mayRead(user, request) && maySee(user, message.kind) && isWritable(request) &&
  message.author.id === user.id && !message.deletedAt;

/** Its author and an admin may delete a message. */
export const mayDelete = (user: User, request: Sealed, message: Message): boolean =>
  mayRead(user, request) && maySee(user, message.kind) && isWritable(request) &&
  (message.author.id === user.id || user.role === "admin") && !message.deletedAt;

/** What a requester may make of its own request: solved, or open again. */
const REQUESTER_STATUSES: readonly string[] = ["open", "solved"];

/**
 * Staff change anything, even of a closed request. Its requester gives it another title, solves it
 * and opens it again until it is closed. Whoever was let in reads and writes, and changes nothing.
 */
export function mayChange(
  user: User,
  request: Omit<Sealed, "access">,
  changes: RequestChanges,
): boolean {
  if (isStaff(user)) return true;
  if (request.requester.id !== user.id) return false;
  if (changes.assignee !== undefined || !isWritable(request)) return false;
  return changes.status === undefined || REQUESTER_STATUSES.includes(changes.status);
}

/** Whose requests stand in a person's list: everyone's, or one's own. */
export const listScope = (user: User): ListScope => isStaff(user) ? "all" : `user:${user.id}`;

/**
 * Whoever comes with an API token does what the token was made for, and only that.
 *
 * @throws HotlineError `forbidden`.
 */
export function assertScope({ scopes }: { scopes: readonly Scope[] | null }, scope: Scope): void {
  if (scopes === null || scopes.includes(scope)) return;
  throw new HotlineError("forbidden", `This API token does not have the scope "${scope}".`);
}

/** @throws HotlineError `forbidden`: a guest has the one request that it came with. */
export function assertMayCreate({ guestOf }: { guestOf: string | null }): void {
  if (guestOf === null) return;
  throw new HotlineError("forbidden", "A guest has one request. Create an account to make more.");
}

/**
 * The private link of a guest's request is for staff and the guest to hand out.
 *
 * @throws HotlineError `not_found`.
 */
export function assertMayRenewLink(
  { user, guestOf }: { user: User; guestOf: string | null },
  requestId: string,
): void {
  if (!isStaff(user) && guestOf !== requestId) throw notFound("link");
}

/** @throws HotlineError `not_found`: what one may not see does not exist. */
export function assertReadable(user: User, request: Shared): void {
  if (!mayRead(user, request)) throw notFound();
}

/** @throws HotlineError `not_found`, `forbidden` or `request_closed`. */
export function assertSendable(user: User, request: Sealed, kind: Kind): void {
  assertReadable(user, request);
  if (!maySee(user, kind)) throw new HotlineError("forbidden", "Only agents write notes.");
  assertOpen(request);
}

/** @throws HotlineError `not_found`, `forbidden` or `request_closed`. */
export function assertEditable(user: User, request: Sealed, message: Message): void {
  assertVisible(user, request, message);
  if (message.author.id !== user.id) {
    throw new HotlineError("forbidden", "Only its author edits a message.");
  }
  assertOpen(request);
}

/** @throws HotlineError `not_found`, `forbidden` or `request_closed`. */
export function assertDeletable(user: User, request: Sealed, message: Message): void {
  assertVisible(user, request, message);
  if (message.author.id !== user.id && user.role !== "admin") {
    throw new HotlineError("forbidden", "Only its author or an admin deletes a message.");
  }
  assertOpen(request);
}

/** @throws HotlineError `not_found` or `forbidden`. */
export function assertChangeable(user: User, request: Sealed, changes: RequestChanges): void {
  assertReadable(user, request);
  if (!mayChange(user, request, changes)) {
    throw new HotlineError("forbidden", "Only agents make this change.");
  }
}

/** Staff let people into a request and put them out again. @throws HotlineError `not_found` or `forbidden`. */
export function assertGrantable(user: User, request: Shared): void {
  assertReadable(user, request);
  if (!isStaff(user)) throw new HotlineError("forbidden", "Only agents decide who is let in.");
}

/** @throws HotlineError `not_found`. */
export function assertVisible(user: User, request: Shared, message: Message): void {
  assertReadable(user, request);
  if (!maySee(user, message.kind)) throw notFound("message");
}

function assertOpen(request: Sealed): void {
  if (!isWritable(request)) {
    throw new HotlineError("request_closed", "The request is closed. An agent can reopen it.");
  }
}
