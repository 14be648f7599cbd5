import type { Context } from "./context.ts";

/** Answers a request, or lets `ctx.next()` do so. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** A middleware, or an async function that loads it. */
export type MaybeLazyMiddleware<State> = (
  ctx: Context<State>,
) => Response | Promise<Response | Middleware<State>>;

/**
 * Makes one middleware of many: each is what `ctx.next()` calls in the one
 * before it. The last one must not call `next()`. What is loaded takes the
 * place of what loaded it in `chain`.
 */
export function compose<State>(chain: MaybeLazyMiddleware<State>[]): Middleware<State> {
  async function run(ctx: Context<State>, i: number): Promise<Response> {
    const middleware = chain[i];
    if (!middleware) throw new Error("The last handler called next()");
    const outer = ctx.next;
    ctx.next = () => run(ctx, i + 1);
    try {
      let result = await middleware(ctx);
      if (typeof result === "function") result = await (chain[i] = result)(ctx);
      if (result instanceof Response) return result;
      throw new TypeError(
        `The handler of ${ctx.req.method} ${ctx.url.pathname} returned ` +
          `${typeof result} instead of a Response`,
      );
    } finally {
      ctx.next = outer;
    }
  }

  return (ctx) => run(ctx, 0);
}
