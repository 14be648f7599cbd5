import { csrf, HttpError } from "fresh";
import { define, type State } from "../lib/http/define.ts";
import { isAllowedOrigin } from "../lib/http/origin.ts";
import { asHotlineError, problem } from "../lib/http/problem.ts";
import { assertScope } from "../lib/chat/policy.ts";
import { readCredential } from "../lib/http/credential.ts";
import { limit } from "../lib/http/limit.ts";
import { setSessionCookie } from "../lib/http/session_cookie.ts";
import { HotlineError, unauthenticated } from "../lib/model/errors.ts";

const SAFE_METHODS = new Set(["GET", "HEAD"]);
/** What watches the server is not kept from seeing that it is busy. */
const WATCHED_PATHS = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * Who is calling. A session in use is prolonged, and its cookie with it. A token does no more than
 * it was made for, whatever it asks; and nobody asks for more than the rates allow.
 */
const withSession = define.middleware(async (ctx) => {
  const { accounts, connections } = ctx.state.hotline;
  ctx.state.reviewsBefore = connections.reviews;
  const credential = readCredential(ctx);
  const known = credential && await accounts.whoIs(credential.secret);
  const session = known?.session ?? null;
  ctx.state.session = session;
  const scope = SAFE_METHODS.has(ctx.req.method) ? "read" : "write";
  if (!WATCHED_PATHS.has(ctx.url.pathname)) limit(ctx, scope === "read" ? "read" : "command");
  if (credential?.isBearer && !session) throw unauthenticated();
  if (session) assertScope(session, scope);
  const response = await ctx.next();
  if (known?.renewed && credential && !credential.isBearer && response.status !== 101) {
    response.headers.append("set-cookie", setSessionCookie(ctx, credential.secret, known.session));
  }
  return response;
});

/** Pages of other sites do not act for their visitors here. */
const ownPagesOnly = csrf<State>({
  origin: (origin, { state }) => isAllowedOrigin(origin, state),
});

const isCall = ({ pathname }: URL): boolean => pathname.startsWith("/api/");

/** Refusals become pages: signing in where that helps, or the error page. */
const withErrorPages = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    const refusal = isCall(ctx.url) ? asHotlineError(error) : null;
    if (refusal) return problem(refusal);
    if (!(error instanceof HotlineError)) throw error;
    if (error.code !== "unauthenticated") {
      throw new HttpError(error.status, error.message, { cause: error });
    }
    const isPage = ctx.req.method === "GET" || ctx.req.method === "HEAD";
    const next = isPage ? `?next=${encodeURIComponent(ctx.url.pathname + ctx.url.search)}` : "";
    return ctx.redirect(`/signin${next}`, 303);
  }
});

export default [withErrorPages, ownPagesOnly, withSession];
