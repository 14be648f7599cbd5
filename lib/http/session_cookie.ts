/** The session cookie: `HttpOnly`, `SameSite=Lax`, and `Secure` on https. */
import type { Session } from "../auth/accounts.ts";
import type { State } from "./define.ts";

const NAME = "hotline_session";

/** Of a call, what cookies depend on. */
type Call = { state: Pick<State, "origin"> };

/** The token that a caller brings, as it came. */
export function readSessionToken(req: Request): string | null {
  for (const pair of (req.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() === NAME) return pair.slice(at + 1).trim();
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
  return `${NAME}=${value}; Path=/; HttpOnly; SameSite=Lax; ${lifetime}${secure}`;
}

const isHttps = ({ state }: Call): boolean => state.origin.startsWith("https:");
