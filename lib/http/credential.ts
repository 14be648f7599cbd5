/** How a caller proves who it is: by the session cookie, or in a call by an API token. */
import type { Context } from "fresh";
import { isApiToken } from "../auth/sessions.ts";
import { unauthenticated } from "../model/errors.ts";
import type { State } from "./define.ts";
import { readSessionToken } from "./session_cookie.ts";

const BEARER = /^Bearer +(\S+)$/i;

type Call = Pick<Context<State>, "req" | "url" | "state">;

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
export function readCredential(call: Call): Credential | null {
  const { req, url } = call;
  const authorization = req.headers.get("authorization");
  if (authorization !== null && url.pathname.startsWith("/api/")) {
    const secret = BEARER.exec(authorization)?.[1];
    if (secret === undefined || !isApiToken(secret)) throw unauthenticated();
    return { secret, isBearer: true };
  }
  const secret = readSessionToken(call);
  return secret === null || isApiToken(secret) ? null : { secret, isBearer: false };
}
