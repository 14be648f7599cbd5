/** What ties a sign-in at the OpenID Connect provider to the browser in which it was begun. */
import { FLOW_MS } from "../auth/single_sign_on.ts";
import { type Call, cookie, readCookie } from "./session_cookie.ts";

const NAME = "hotline_oidc";

/** The handle that a caller brings, as it came. */
export const readOidcCookie = (call: Call & { req: Request }): string | null =>
  readCookie(call, NAME);

/** A header that makes the browser keep the handle: `Lax`, as it comes back from another site. */
export const setOidcCookie = (call: Call, handle: string): string =>
  cookie(call, NAME, handle, `Max-Age=${FLOW_MS / 1000}`);

export const clearOidcCookie = (call: Call): string => cookie(call, NAME, "", "Max-Age=0");
