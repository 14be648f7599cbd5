import { STATUS_CODES } from "node:http";
import { h } from "preact";
import type { Context } from "./context.ts";
import type { Middleware } from "./middleware.ts";
import { renderRoute, statusOf } from "./render.ts";
import type { HandlerFn, Method, Route } from "./route.ts";
import { ANY_METHOD } from "./router.ts";
import { HttpError } from "./runtime/http_error.ts";

const STATUS_TEXTS: typeof STATUS_CODES = { ...STATUS_CODES, 418: "I'm a teapot" };

/** The methods that a route answers. */
export function methodsOf<State>({ handler, component }: Route<State>): string[] {
  if (typeof handler === "function") return [ANY_METHOD];
  const methods = new Set(Object.keys(handler ?? {}));
  if (component) methods.add("GET");
  return [...methods];
}

/** Makes a middleware of what may be a route as well. */
export function toMiddleware<State>(handler: Route<State> | Middleware<State>): Middleware<State> {
  if (typeof handler === "function") return handler;
  return (ctx) => answerRoute(ctx, handler);
}

/** Answers a request with the handler of a route, its page, or both. */
async function answerRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
): Promise<Response> {
  const handler = handlerFor(route, ctx.req.method);
  if (!handler && !showsPage(ctx)) throw new HttpError(405);
  const result = handler ? await handler(ctx) : { data: undefined };
  if (result instanceof Response) return result;
  return await renderRoute(ctx, route, result);
}

function handlerFor<State>(
  { handler }: Route<State>,
  method: string,
): HandlerFn<unknown, State> | undefined {
  if (typeof handler === "function") return handler;
  return handler?.[method as Method] ?? (method === "HEAD" ? handler?.GET : undefined);
}

/** A page is shown to those who read; the page of an error to everybody. */
function showsPage<State>({ req, error }: Context<State>): boolean {
  return req.method === "GET" || req.method === "HEAD" || error !== null;
}

/** Answers an error that no handler of the app has answered. */
export async function answerError<State>(ctx: Context<State>): Promise<Response> {
  const { error, config } = ctx;
  const status = statusOf(error);
  if (status >= 500) {
    console.error(error);
    if (config.mode === "development") return await showError(ctx, status);
  }
  // Other errors may tell what is nobody's business.
  const message = error instanceof HttpError
    ? error.message || STATUS_TEXTS[status]
    : "Internal server error";
  return ctx.text(message ?? "Error", { status });
}

/** A page for the developer. */
async function showError<State>(ctx: Context<State>, status: number): Promise<Response> {
  const { error } = ctx;
  const details = h("pre", null, String(error instanceof Error ? error.stack : error));
  const alone = { skipAppWrapper: true, skipInheritedLayouts: true };
  return await ctx.render(details, { status }, alone);
}
