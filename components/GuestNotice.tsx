import type { GuestState } from "../lib/model/guest.ts";
import { LinkIcon } from "./icons.tsx";

export interface GuestNoticeProps {
  requestId: string;
  guest: Pick<GuestState, "hasLink">;
  /** Whether guests can become users here. */
  allowsSignUp: boolean;
}

/** Tells a guest how they come back to their request. */
export function GuestNotice({ requestId, guest, allowsSignUp }: GuestNoticeProps) {
  return (
    <p class="notice" role="note">
      <LinkIcon />
      <span>
        {guest.hasLink ? "Keep " : "Make "}
        <a href={`/requests/${requestId}/link`}>
          {guest.hasLink ? "your private link" : "a private link"}
        </a>{" "}
        to come back on any device
        {allowsSignUp && (
          <>
            , or <a href="/account/claim">create an account</a>
          </>
        )}.
      </span>
    </p>
  );
}
