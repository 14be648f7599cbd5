import type { ComponentChildren } from "preact";
import type { GuestState } from "../lib/model/guest.ts";
import type { Request } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";
import { AssigneeForm } from "./AssigneeForm.tsx";
import { fully, SERVER_CLOCK } from "./clock.ts";
import { GuestDetails } from "./GuestDetails.tsx";
import { PersonList } from "./PersonList.tsx";
import { RequestPeople } from "./RequestPeople.tsx";
import { Timestamp } from "./Timestamp.tsx";

export interface RequestDetailsProps {
  request: Request;
  /** Whom the request can be given to; null for who is not of the staff. */
  staff: readonly User[] | null;
  /** Of the guest who made the request, for staff; null for others. */
  guest: GuestState | null;
  reader: User;
  /** The status, which an island keeps up to date. */
  status: ComponentChildren;
}

/** What stands beside a conversation: its status and its people. */
export function RequestDetails({ request, staff, guest, reader, status }: RequestDetailsProps) {
  return (
    <>
      <section class="detail" aria-labelledby="detail-status">
        <h2 id="detail-status" class="detail-title">Status</h2>
        {status}
      </section>
      <section class="detail" aria-labelledby="detail-assignee">
        <h2 id="detail-assignee" class="detail-title">Assignee</h2>
        {staff !== null
          ? <AssigneeForm request={request} staff={staff} reader={reader} />
          : <PersonList users={request.assignee === null ? [] : [request.assignee]} />}
      </section>
      <section class="detail" aria-labelledby="detail-people">
        <h2 id="detail-people" class="detail-title">People</h2>
        <RequestPeople request={request} mayGrant={staff !== null} />
      </section>
      {guest && <GuestDetails requestId={request.id} guest={guest} />}
      <section class="detail" aria-labelledby="detail-facts">
        <h2 id="detail-facts" class="detail-title">Request</h2>
        <dl class="facts">
          <div>
            <dt>Created</dt>
            <dd>
              <Timestamp iso={request.createdAt} clock={SERVER_CLOCK} words={fully} local="fully" />
            </dd>
          </div>
          <div>
            <dt>Number</dt>
            <dd class="code">{request.id}</dd>
          </div>
        </dl>
      </section>
    </>
  );
}
