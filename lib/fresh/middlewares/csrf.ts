import type { Context } from "../context.ts";
import type { Middleware } from "../middleware.ts";
import { HttpError } from "../runtime/http_error.ts";

/** From where a site may be changed, besides from its own pages. */
export interface CsrfOptions<State = unknown> {
  /** The origins that are allowed instead of the site's own. */
  origin?: string | string[] | ((origin: string, ctx: Context<State>) => boolean);
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses requests by which the pages of other sites could change this one.
 * Clients that are no browsers send neither of the headers and are let through.
 */
export function csrf<State>(options: CsrfOptions<State> = {}): Middleware<State> {
  const isAllowed = (origin: string, ctx: Context<State>): boolean => {
    const allowed = options.origin ?? ctx.url.origin;
    if (typeof allowed === "function") return allowed(origin, ctx);
    return [allowed].flat().includes(origin);
  };

  return async (ctx) => {
    const { method, headers } = ctx.req;
    const site = headers.get("sec-fetch-site");
    const origin = headers.get("origin");
    const isTrusted = SAFE_METHODS.has(method) ||
      site === "same-origin" || site === "none" ||
      (origin === null ? site === null : isAllowed(origin, ctx));
    if (!isTrusted) throw new HttpError(403);
    return await ctx.next();
  };
}
