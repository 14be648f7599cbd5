/**
 * The secret of a private link, in the browser that has come by it or made it: the database does
 * not know it, so that the page which shows the link gets it from here. No script reads it, and
 * the browser sends it to that one page.
 */
import { cookieValue } from "./cookies.ts";
import type { State } from "./define.ts";

const NAME = "hotline_link";
/** As long as a session without a visit. */
const GUEST_KEEPS_S = 30 * 24 * 60 * 60;
/** Staff see a new link once, to pass it on. */
const STAFF_KEEPS_S = 60;

type Call = { state: Pick<State, "origin"> };

/** The page that shows a request's link. */
export const linkPage = (requestId: string): string => `/requests/${requestId}/link`;

/** The secret that the browser keeps, as it came. */
export const readLinkCookie = (req: Request): string | null => cookieValue(req, NAME);

/** A header that makes the browser keep a link's secret. */
export function setLinkCookie(
  call: Call,
  requestId: string,
  secret: string,
  { isGuest }: { isGuest: boolean },
): string {
  return cookie(call, requestId, secret, isGuest ? GUEST_KEEPS_S : STAFF_KEEPS_S);
}

/** A header that makes the browser forget it. */
export const clearLinkCookie = (call: Call, requestId: string): string =>
  cookie(call, requestId, "", 0);

function cookie({ state }: Call, requestId: string, value: string, maxAgeS: number): string {
  const secure = state.origin.startsWith("https:") ? "; Secure" : "";
  const path = linkPage(requestId);
  return `${NAME}=${value}; Path=${path}; HttpOnly; SameSite=Strict; Max-Age=${maxAgeS}${secure}`;
}
