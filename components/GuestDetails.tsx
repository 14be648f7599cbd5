import type { GuestState } from "../lib/model/guest.ts";

/** What staff see of who asked without an account, and what they do about the private link. */
export function GuestDetails({ requestId, guest }: { requestId: string; guest: GuestState }) {
  const { email, hasLink, isGuest } = guest;
  return (
    <section class="detail" aria-labelledby="detail-guest">
      <h2 id="detail-guest" class="detail-title">{isGuest ? "Guest" : "Asked as a guest"}</h2>
      <dl class="facts">
        <div>
          <dt>E-mail</dt>
          <dd class="guest-email">
            {email === null
              ? "not given"
              : <a href={`mailto:${encodeURIComponent(email)}`}>{email}</a>}
          </dd>
        </div>
        {isGuest && (
          <div>
            <dt>Private link</dt>
            <dd>
              {hasLink ? "in force" : "revoked"} ·{" "}
              <a href={`/requests/${requestId}/link`}>Change</a>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
