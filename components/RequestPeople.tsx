import type { Request } from "../lib/model/request.ts";
import { AccessForm, AccessRemoval } from "./AccessForm.tsx";
import { peopleOf } from "./people_of.ts";
import { PersonList } from "./PersonList.tsx";

export interface RequestPeopleProps {
  request: Request;
  /** Whether the reader decides who is let in. */
  mayGrant: boolean;
}

/** Who is in a request; for staff, with the way to let others in and to put them out. */
export function RequestPeople({ request, mayGrant }: RequestPeopleProps) {
  const { id, requester, access } = request;
  const isLetIn = new Set(access.map((user) => user.id));
  return (
    <>
      <PersonList
        users={peopleOf(request)}
        requesterId={requester.id}
        beside={(user) =>
          mayGrant && isLetIn.has(user.id) ? <AccessRemoval requestId={id} user={user} /> : null}
      />
      {mayGrant && <AccessForm requestId={id} />}
    </>
  );
}
