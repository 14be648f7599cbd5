/** The session cookie: `HttpOnly`, `SameSite=Lax`, and on https `Secure` and bound to this host. */
import type { Session } from "../auth/accounts.ts";
import type { State } from "./define.ts";

const NAME = "hotline_session";
/**
 * Browsers take a cookie of this prefix from this very host alone, over https: neither a
 * subdomain nor somebody on the way can put their own session in its place (RFC 6265bis, 4.1.3).
 */
const SECURE_NAME = `__Host-${NAME}`;

/** Of a call, what cookies depend on. */
type Call = { state: Pick<State, "origin"> };

const isHttps = ({ state }: Call): boolean => state.origin.startsWith("https:");

const nameFor = (call: Call): string => isHttps(call) ? SECURE_NAME : NAME;

/** The token that a caller brings, as it came. */
export function readSessionToken(call: Call & { req: Request }): string | null {
  const name = nameFor(call);
  for (const pair of (call.req.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

/** A header that makes the browser keep the session as long as the server does. */
export function setSessionCookie(call: Call, token: string, session: Session): string {
  return cookie(call, token, `Expires=${new Date(session.expiresAt).toUTCString()}`);
}

/** A header that makes the browser forget the session. */
export const clearSessionCookie = (call: Call): string => cookie(call, "", "Max-Age=0");

function cookie(call: Call, value: string, lifetime: string): string {
  const secure = isHttps(call) ? "; Secure" : "";
  return `${nameFor(call)}=${value}; Path=/; HttpOnly; SameSite=Lax; ${lifetime}${secure}`;
}
