import { methodsOf, toMiddleware } from "./answer.ts";
import type { Context } from "./context.ts";
import { compose, type MaybeLazyMiddleware, type Middleware } from "./middleware.ts";
import { statusOf } from "./render.ts";
import type { Layout, MaybeLazyRoute, PageComponent } from "./route.ts";
import { ANY_METHOD, Router } from "./router.ts";
import { HttpError } from "./runtime/http_error.ts";
import { shellOf } from "./shell.ts";

/** What applies to a path and everything below it. */
export interface Scope<State> {
  middlewares: MaybeLazyMiddleware<State>[];
  layout?: Layout<State>;
  onError?: Middleware<State>;
}

/** What answers at one path, with everything that applies to it. */
export interface Endpoint<State> {
  /** The path, or null where there is none. */
  route: string | null;
  run: Middleware<State>;
  layouts: Layout<State>[];
}

/** What is to be done with one request. */
export interface Resolution<State> {
  endpoint: Endpoint<State>;
  params: Record<string, string>;
}

/**
 * The routes of an app. A scope applies to what is added after it: every route
 * takes along what its scopes hold when it is added.
 */
export class RouteTable<State> {
  /** The component around every page. */
  wrapper: PageComponent<State> | undefined;
  /** Answers all 404s. */
  notFound: Middleware<State> | undefined;
  readonly #basePath: string;
  readonly #scopes = new Map<string, Scope<State>>();
  readonly #router = new Router<Endpoint<State>>();

  constructor(basePath: string) {
    this.#basePath = basePath;
  }

  /** The scope of a path, or of a routes folder if it ends with a slash. */
  scope(key: string): Scope<State> {
    return this.#scopes.getOrInsertComputed(key, () => ({ middlewares: [] }));
  }

  /** Adds handlers that are chained by `next()`. */
  add(
    method: string,
    path: string,
    handlers: MaybeLazyMiddleware<State>[],
    scopes: string[] = scopesOf(path),
  ): void {
    const endpoint = this.#endpoint(path, handlers, scopes);
    const pattern = path === "*" ? "{/*}?" : path;
    this.#router.add(method, this.#basePath + pattern, endpoint);
  }

  /** Adds a route with a handler, a page, or both, which may be loaded when first asked for. */
  addRoute(path: string, route: MaybeLazyRoute<State>, scopes?: string[]): void {
    if (typeof route === "function") {
      this.add(ANY_METHOD, path, [async () => toMiddleware(await route())], scopes);
      return;
    }
    const handler = toMiddleware(route);
    for (const method of methodsOf(route)) this.add(method, path, [handler], scopes);
  }

  /** Finds what answers a request, be it a refusal. */
  resolve(method: string, pathname: string): Resolution<State> {
    try {
      const match = this.#router.match(method, pathname);
      if (match && "target" in match) {
        return { endpoint: match.target, params: match.params };
      }
      return this.#refusal(() => {
        if (!match) throw new HttpError(404);
        if (method !== "OPTIONS") throw new HttpError(405);
        const allow = match.allow.join(", ");
        return new Response(null, { status: 204, headers: { allow } });
      });
    } catch (error) {
      // A malformed path: it is answered within the middlewares of the app, like any other.
      return this.#refusal(() => {
        throw error;
      });
    }
  }

  /** What answers where there is no route, within what applies to all. */
  #refusal(refuse: Middleware<State>): Resolution<State> {
    return { endpoint: this.#endpoint(null, [refuse], ROOT), params: {} };
  }

  #endpoint(
    route: string | null,
    handlers: MaybeLazyMiddleware<State>[],
    keys: string[],
  ): Endpoint<State> {
    const chain: MaybeLazyMiddleware<State>[] = [this.#catchNotFound];
    const layouts: Layout<State>[] = [];
    for (const key of keys) {
      // Once more within the middlewares of the app, which may add headers to its answer.
      if (key === ROUTES_FOLDER) chain.push(this.#catchNotFound);
      const scope = this.#scopes.get(key);
      if (!scope) continue;
      if (scope.layout) layouts.push(scope.layout);
      if (scope.onError) chain.push(this.#catch(scope.onError, [...layouts]));
      chain.push(...scope.middlewares);
    }
    return { route, run: compose([...chain, ...handlers]), layouts };
  }

  /** Lets `onError` answer for errors of what follows, within its layouts. */
  #catch(onError: Middleware<State>, layouts: Layout<State>[]): Middleware<State> {
    return async (ctx) => {
      try {
        return await ctx.next();
      } catch (error) {
        if (this.notFound && statusOf(error) === 404) throw error;
        if (statusOf(error) >= 500) console.error(error);
        return await answerFor(ctx, error, onError, layouts);
      }
    };
  }

  /** Lets `notFound`, whenever it was set, answer for errors of status 404. */
  readonly #catchNotFound: Middleware<State> = async (ctx) => {
    try {
      return await ctx.next();
    } catch (error) {
      if (!this.notFound || statusOf(error) !== 404) throw error;
      const layouts = ROOT.flatMap((key) => this.#scopes.get(key)?.layout ?? []);
      return await answerFor(ctx, error, this.notFound, layouts);
    }
  };
}

function answerFor<State>(
  ctx: Context<State>,
  error: unknown,
  handler: Middleware<State>,
  layouts: Layout<State>[],
): Response | Promise<Response> {
  ctx.error = error;
  shellOf(ctx).layouts = layouts;
  return handler(ctx);
}

const ROUTES_FOLDER = "/";

/** The scopes of everything: that of `app.use()`, and within it that of the routes folder. */
const ROOT = ["", ROUTES_FOLDER];

/** The scopes that a path lies in, from the outermost to its own. */
export function scopesOf(path: string): string[] {
  const keys = [...ROOT];
  let prefix = "";
  for (const segment of path.split("/").filter(Boolean)) {
    prefix += `/${segment}`;
    keys.push(scopeKey(prefix), `${scopeKey(prefix)}/`);
  }
  return keys;
}

/** The key of the scope that a path of `use()` and its like stands for. */
export function scopeKey(path: string): string {
  // The name of a parameter makes no difference to where a scope applies, and
  // "/admin/*" is meant to guard what lies below "/admin".
  return path.replace(/\/?\*?$/, "").replace(/:\w+/g, ":");
}
