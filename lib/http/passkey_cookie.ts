/**
 * Which browser began to sign in with a passkey: a secret in a cookie of its own, since there is
 * no session yet. What one browser was asked, another one cannot answer.
 */
import { randomBytes } from "node:crypto";
import { CHALLENGE_TTL_MS } from "../auth/passkey_challenges.ts";
import { type Call, cookie, readCookie } from "./session_cookie.ts";

const NAME = "hotline_passkey";
/** What randomBytes(32) gives in base64url. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** The secret that a browser brings, or null. */
export function readBrowserSecret(call: Call & { req: Request }): string | null {
  const secret = readCookie(call, NAME);
  return secret !== null && SECRET.test(secret) ? secret : null;
}

/** A new one, for a browser that has none: its other tabs go on with the one it has. */
export const newBrowserSecret = (): string => randomBytes(32).toString("base64url");

/** A header that makes the browser keep its secret for as long as a challenge is good. */
export const setBrowserSecret = (call: Call, secret: string): string =>
  cookie(call, NAME, secret, `Max-Age=${CHALLENGE_TTL_MS / 1000}`);
