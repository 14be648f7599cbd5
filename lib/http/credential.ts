/** How a caller proves who it is: by the session cookie, or in a call by an API token. */
import { isApiToken } from "../auth/sessions.ts";
import { unauthenticated } from "../model/errors.ts";
import { readSessionToken } from "./session_cookie.ts";

const BEARER = /^Bearer +(\S+)$/i;

/** What a caller brings, as it came. */
export interface Credential {
  secret: string;
  isBearer: boolean;
}

/**
 * An API token counts in calls alone, and before a cookie; a cookie's secret is no API token.
 *
 * @throws HotlineError `unauthenticated` for an `Authorization` of a call that holds no API token.
 */
export function readCredential({ req, url }: { req: Request; url: URL }): Credential | null {
  const authorization = req.headers.get("authorization");
  if (authorization !== null && url.pathname.startsWith("/api/")) {
    const secret = BEARER.exec(authorization)?.[1];
    if (secret === undefined || !isApiToken(secret)) throw unauthenticated();
    return { secret, isBearer: true };
  }
  const secret = readSessionToken(req);
  return secret === null || isApiToken(secret) ? null : { secret, isBearer: false };
}
