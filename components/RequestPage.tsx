import type { ComponentChildren } from "preact";
import type { GuestState } from "../lib/model/guest.ts";
import type { Request } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";
import { BackLink } from "./BackLink.tsx";
import { CloseIcon, DetailsIcon } from "./icons.tsx";
import { RequestDetails } from "./RequestDetails.tsx";

export interface RequestPageProps {
  request: Request;
  reader: User;
  /** Whom the request can be given to; null for who may not. */
  staff: readonly User[] | null;
  /** Of the guest who made the request, for staff; null for others. */
  guest: GuestState | null;
  /** Said above the conversation. */
  notice: ComponentChildren;
  /** Title and status, the connection, and the choice of status: kept up to date by islands. */
  headline: ComponentChildren;
  connection: ComponentChildren;
  status: ComponentChildren;
  /** The conversation. */
  children: ComponentChildren;
}

/** A request's head, its conversation and, beside it or as a drawer, its details. */
export function RequestPage(props: RequestPageProps) {
  const { request, reader, staff, guest, notice, headline, connection, status, children } = props;
  return (
    <>
      <main class="conversation" id="main">
        <header class="bar conversation-bar">
          <BackLink />
          {headline}
          {connection}
          <button
            type="button"
            class="icon-button details-toggle"
            title="Details"
            popovertarget="details"
          >
            <DetailsIcon />
            <span class="visually-hidden">Details</span>
          </button>
        </header>
        {notice}
        {children}
      </main>
      {/* A popover opens, closes and takes the focus without a script. */}
      <aside class="details" id="details" popover="auto" aria-label="Details">
        <div class="bar details-bar">
          <p>Details</p>
          <button
            type="button"
            class="icon-button details-close"
            title="Close"
            popovertarget="details"
            popovertargetaction="hide"
          >
            <CloseIcon />
            <span class="visually-hidden">Close</span>
          </button>
        </div>
        <RequestDetails {...{ request, staff, guest, reader, status }} />
      </aside>
    </>
  );
}
