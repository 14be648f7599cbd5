import type { Request } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";

/** Everyone in a request, each once: who asked, who is assigned, who wrote, who was let in. */
export function peopleOf(request: Request): User[] {
  const { requester, assignee, participants, access } = request;
  const everyone = [
    requester,
    ...(assignee === null ? [] : [assignee]),
    ...participants,
    ...access,
  ];
  return [...new Map(everyone.map((user) => [user.id, user])).values()];
}
