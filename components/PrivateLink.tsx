import type { ComponentChildren } from "preact";
import { AlertIcon } from "./icons.tsx";

export interface PrivateLinkProps {
  requestId: string;
  /** Whether a link is in force. */
  hasLink: boolean;
  /** The link, where this browser knows it. */
  link: string | null;
  /** Whose request it is, for staff; null for the guest. */
  guestName: string | null;
  /** The button that copies the link, where scripts run. */
  copy: ComponentChildren;
}

/** A guest's private link: to keep it, to make another one, and for staff to revoke it. */
export function PrivateLink({ requestId, hasLink, link, guestName, copy }: PrivateLinkProps) {
  const action = `/requests/${requestId}/link`;
  const isStaff = guestName !== null;
  return (
    <div class="private-link">
      {link !== null && (
        <>
          <div class="field">
            <label for="link">
              {isStaff ? `${guestName}’s private link` : "Your private link"}
            </label>
            <div class="copy-line">
              <input id="link" type="text" readOnly value={link} />
              {copy}
            </div>
          </div>
          <p class="meta">
            {isStaff
              ? "It is shown this once: pass it on now. Whoever has it gets in as the guest."
              : "Bookmark it, or send it to yourself. Whoever has it reads and writes here as you."}
          </p>
        </>
      )}
      {link === null && (
        <p class="link-state">
          <AlertIcon />
          {!hasLink
            ? "No link is in force: nobody gets in by one."
            : isStaff
            ? "A link is in force. Only who was given it knows it: here it is stored as a hash."
            : "You have a link, but this browser does not know it."}
        </p>
      )}
      <div class="form-buttons">
        <a class="button is-primary" href={`/requests/${requestId}`}>Open the conversation</a>
      </div>
      <form class="link-action" method="post" action={action}>
        <button type="submit" class="button" name="action" value="renew">
          Make {hasLink ? "another" : "a"} link
        </button>
        <p class="meta">
          {hasLink && "The one before stops working. "}
          Devices that have been let in stay in.
        </p>
      </form>
      {isStaff && hasLink && (
        <form class="link-action" method="post" action={action}>
          <button type="submit" class="button is-danger" name="action" value="revoke">
            Revoke the link
          </button>
          <p class="meta">It stops working, and every device of the guest is signed out at once.</p>
        </form>
      )}
    </div>
  );
}
