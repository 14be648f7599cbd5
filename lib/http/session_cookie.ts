/** The session cookie: `HttpOnly`, `SameSite=Lax`, and on https `Secure` and bound to this host. */
import type { Session } from "../auth/accounts.ts";
import { cookieValue } from "./cookies.ts";
import type { State } from "./define.ts";

const NAME = "hotline_session";
/**
 * Browsers take a cookie of this prefix from this very host alone, over https: neither a
 * subdomain nor somebody on the way can put their own in its place (RFC 6265bis, 4.1.3).
 */
const SECURE_PREFIX = "__Host-";

/** Of a call, what cookies depend on. */
export type Call = { state: Pick<State, "origin"> };

const isHttps = ({ state }: Call): boolean => state.origin.startsWith("https:");

const nameFor = (call: Call, name: string): string => isHttps(call) ? SECURE_PREFIX + name : name;

/** The token that a caller brings, as it came. */
export const readSessionToken = (call: Call & { req: Request }): string | null =>
  readCookie(call, NAME);

/** The cookie that `cookie` set under this name, as it came. */
export const readCookie = (call: Call & { req: Request }, plainName: string): string | null =>
  cookieValue(call.req, nameFor(call, plainName));

/** A header that makes the browser keep the session as long as the server does. */
export function setSessionCookie(call: Call, token: string, session: Session): string {
  return cookie(call, NAME, token, `Expires=${new Date(session.expiresAt).toUTCString()}`);
}

/** A header that makes the browser forget the session. */
export const clearSessionCookie = (call: Call): string => cookie(call, NAME, "", "Max-Age=0");

/** A header that sets a cookie for this site alone; `lifetime` is its `Expires` or `Max-Age`. */
export function cookie(call: Call, name: string, value: string, lifetime: string): string {
  const secure = isHttps(call) ? "; Secure" : "";
  return `${nameFor(call, name)}=${value}; Path=/; HttpOnly; SameSite=Lax; ${lifetime}${secure}`;
}
