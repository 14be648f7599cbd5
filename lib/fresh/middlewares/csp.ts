import type { Middleware } from "../middleware.ts";
import { shellOf } from "../shell.ts";

/** How strict the content security policy is, and what becomes of it. */
export interface CspOptions {
  /** Directives that replace or extend the defaults. */
  csp?: string[];
  /** Reports what would be refused instead of refusing it. */
  reportOnly?: boolean;
  /** The URL that violations are reported to. */
  reportTo?: string;
  /** Allows inline scripts and styles by a nonce of the page, and no others. */
  useNonce?: boolean;
}

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];
const ENDPOINT = "csp-endpoint";

/** Sends a content security policy with every response. */
export function csp<State>(options: CspOptions = {}): Middleware<State> {
  const { csp = [], reportOnly, reportTo, useNonce } = options;
  const reporting = reportTo ? [`report-uri ${reportTo}`, `report-to ${ENDPOINT}`] : [];
  const directives = new Map<string, string>();
  for (const directive of [...DEFAULTS, ...csp, ...reporting]) {
    directives.set(directive.split(" ", 1)[0]!, directive); // the last one of a name counts
  }
  const policy = [...directives.values()].join("; ");
  const header = reportOnly ? "content-security-policy-report-only" : "content-security-policy";

  return async (ctx) => {
    const shell = shellOf(ctx);
    if (useNonce) shell.useNonce = true;
    const response = await ctx.next();
    const value = shell.nonce
      ? policy.replaceAll("'unsafe-inline'", `'nonce-${shell.nonce}'`)
      : policy;
    response.headers.set(header, value);
    if (reportTo) {
      response.headers.set("reporting-endpoints", `${ENDPOINT}="${reportTo}"`);
    }
    return response;
  };
}
