import type { Request } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";

/** Everyone in a request, each once: who asked, who is assigned, who wrote. */
export function peopleOf(request: Request): User[] {
  const { requester, assignee, participants } = request;
  const everyone = [requester, ...(assignee === null ? [] : [assignee]), ...participants];
  return [...new Map(everyone.map((user) => [user.id, user])).values()];
}
