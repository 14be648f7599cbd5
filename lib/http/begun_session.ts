/** What an answer gives to who has just signed in: the session, and how the browser is known again. */
import type { SignedIn } from "../auth/accounts.ts";
import { DEVICE_TTL_MS } from "../auth/sign_in_throttle.ts";
import { type Call, cookie, readCookie, setSessionCookie } from "./session_cookie.ts";

const DEVICE = "hotline_device";

/** What the browser got when somebody signed in with it before: opens nothing. */
export const readDeviceToken = (call: Call & { req: Request }): string | null =>
  readCookie(call, DEVICE);

/** Sets the cookies of who has just signed in. */
export function setCookies(
  headers: Headers,
  call: Call,
  { session, token, deviceToken }: SignedIn,
): void {
  headers.append("set-cookie", setSessionCookie(call, token, session));
  if (deviceToken === null) return;
  const lifetime = `Max-Age=${DEVICE_TTL_MS / 1000}`;
  headers.append("set-cookie", cookie(call, DEVICE, deviceToken, lifetime));
}
