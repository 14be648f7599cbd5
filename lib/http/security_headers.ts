/** What every response tells the browser to refuse. */
import { STATUS_CODES } from "node:http";
import { csp, HttpError, type Middleware } from "fresh";
import type { State } from "./define.ts";

const POLICY = "content-security-policy";
const CACHE = "cache-control";
const YEAR_S = 365 * 24 * 60 * 60;

/** Whatever could reach beyond the page. Passkeys are this site's own to ask for. */
const PERMISSIONS = [
  ...[
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "compute-pressure",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "private-state-token-issuance",
    "private-state-token-redemption",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
  ].map((feature) => `${feature}=()`),
  "clipboard-write=(self)",
  "publickey-credentials-create=(self)",
  "publickey-credentials-get=(self)",
];

const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ["x-content-type-options", "nosniff"],
  // Not `no-referrer`: with it, browsers send `Origin: null` with this site's own forms.
  ["referrer-policy", "same-origin"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["permissions-policy", PERMISSIONS.join(", ")],
];

/** Headers, and a content policy in which scripts run only from files of this site. */
export function securityHeaders(): Middleware<State>[] {
  // Fresh gives a nonce to what it renders, and tells of it in a policy of its own.
  return [withHeaders, csp({ useNonce: true }), withPlainRefusals];
}

const withHeaders: Middleware<State> = async (ctx) => {
  const response = await ctx.next();
  if (response.status === 101) return response;
  const { headers } = response;
  for (const [name, value] of HEADERS) headers.set(name, value);
  const { state } = ctx;
  const isHttps = state.origin.startsWith("https:");
  // The owner of the domain decides about its other hosts.
  if (isHttps) headers.set("strict-transport-security", `max-age=${YEAR_S}`);
  // Pages differ by who asks; `no-store` would also keep them from coming back at "back".
  if (!headers.has(CACHE)) headers.set(CACHE, "private, no-cache");
  const [, nonce = state.nonce] = /'nonce-([^']+)'/.exec(headers.get(POLICY) ?? "") ?? [];
  headers.set(POLICY, contentPolicy(nonce, isHttps));
  return response;
};

/**
 * Nothing but this site's own files; nothing inline but what has the nonce of this page, which
 * was rendered now (by Fresh) or before (then its nonce is in the state). No text becomes
 * script or markup in the browser, not even by way of a Trusted Types policy.
 */
function contentPolicy(nonce: string | undefined, isHttps: boolean): string {
  return [
    "default-src 'none'",
    // No 'strict-dynamic': it would forget 'self', and preloads of modules have no nonce.
    nonce === undefined ? "script-src 'self'" : `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    ...(isHttps ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** What fails outside of any route, such as a form that is sent to a file, in plain text. */
const withPlainRefusals: Middleware<State> = async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    const status = error instanceof HttpError ? error.status : 500;
    if (status >= 500) console.error(error);
    return ctx.text(STATUS_CODES[status] ?? "Refused", { status });
  }
};
