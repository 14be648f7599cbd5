/** What every response tells the browser to refuse. */
import { csp, type Middleware } from "fresh";
import type { State } from "./define.ts";

const POLICY = "content-security-policy";
const CACHE = "cache-control";

const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "same-origin"],
  ["cross-origin-opener-policy", "same-origin"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=()"],
];

/** Headers, and a content policy in which only scripts with this response's nonce run. */
export function securityHeaders(): Middleware<State>[] {
  return [
    withHeaders,
    csp({ useNonce: true, csp: ["connect-src 'self'", "img-src 'self' data:"] }),
  ];
}

const withHeaders: Middleware<State> = async (ctx) => {
  const response = await ctx.next();
  if (response.status === 101) return response;
  for (const [name, value] of HEADERS) response.headers.set(name, value);
  // Pages differ by who asks; `no-store` would also keep them from coming back at "back".
  if (!response.headers.has(CACHE)) response.headers.set(CACHE, "private, no-cache");
  const policy = response.headers.get(POLICY);
  if (policy !== null) response.headers.set(POLICY, tightened(policy, ctx));
  return response;
};

/**
 * Fresh's policy asks for https even where the desk runs on plain http, which would cut off
 * its own sockets; and it allows inline scripts where it rendered nothing that needs a nonce.
 * A page that was rendered before has a nonce of which Fresh does not know.
 */
function tightened(policy: string, { url, state }: { url: URL; state: State }): string {
  const inline = state.nonce === undefined ? "" : ` 'nonce-${state.nonce}'`;
  return policy.split("; ")
    .filter((rule) => url.protocol === "https:" || rule !== "upgrade-insecure-requests")
    .map((rule) => rule.replaceAll(" 'unsafe-inline'", inline))
    .join("; ");
}
