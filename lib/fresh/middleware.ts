import type { Context } from "./context.ts";

/** Answers a request, or lets `ctx.next()` do so. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** A middleware, or an async function that loads it. */
export type MaybeLazyMiddleware<State> = (
  ctx: Context<State>,
) => Response | Promise<Response | Middleware<State>>;

/**
 * Makes one middleware of many: each is what `ctx.next()` calls in the one
 * before it. The last one must not call `next()`.
 */
export function compose<State>(middlewares: MaybeLazyMiddleware<State>[]): Middleware<State> {
  const chain = [...middlewares];

  async function run(ctx: Context<State>, i: number): Promise<Response> {
    const outer = ctx.next;
    ctx.next = () => run(ctx, i + 1);
    try {
      return await call(ctx, i);
    } finally {
      ctx.next = outer;
    }
  }

  async function call(ctx: Context<State>, i: number): Promise<Response> {
    const middleware = chain[i];
    if (!middleware) throw new Error("The last handler called next()");
    const result = await middleware(ctx);
    if (typeof result === "function") { // it was loaded just now
      chain[i] = result;
      return await call(ctx, i);
    }
    if (result instanceof Response) return result;
    throw new TypeError(
      `The handler of ${ctx.req.method} ${ctx.url.pathname} returned ` +
        `${typeof result} instead of a Response`,
    );
  }

  return (ctx) => run(ctx, 0);
}
