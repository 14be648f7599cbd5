import { answerError, toMiddleware } from "./answer.ts";
import { BUILD, type Build } from "./build.ts";
import { type FreshConfig, resolveConfig, type ResolvedFreshConfig } from "./config.ts";
import { Context, type LayoutConfig } from "./context.ts";
import { addFileRoutes } from "./file_routes.ts";
import type { MaybeLazyMiddleware, Middleware } from "./middleware.ts";
import { clientUrl, NO_CONNECTION, withoutBody } from "./request.ts";
import type { MaybeLazyRoute, PageComponent, Route } from "./route.ts";
import { RouteTable, scopeKey } from "./route_table.ts";
import { ANY_METHOD } from "./router.ts";
import { shellOf } from "./shell.ts";
import { handleSocket, type WebSocketHandlers } from "./upgrade.ts";

type Handlers<State> = MaybeLazyMiddleware<State>[];
type Step<State> = (table: RouteTable<State>) => void;

/** Answers a request; `info` tells of the connection it came by. */
export type ServeHandler = (req: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;

/** An app: middlewares and routes, in the order in which they are added. */
export class App<State> {
  readonly config: ResolvedFreshConfig;
  /** Left here by a builder, before it asks for the handler. */
  [BUILD]?: Build;
  readonly #steps: Step<State>[] = [];

  constructor(config: FreshConfig = {}) {
    this.config = resolveConfig(config);
  }

  /** Adds middlewares for all routes, or for a path and all below it. */
  use(...middlewares: Handlers<State>): this;
  use(path: string, ...middlewares: Handlers<State>): this;
  use(first: string | MaybeLazyMiddleware<State>, ...others: Handlers<State>): this {
    const [path, middlewares] = typeof first === "string"
      ? [first, others]
      : ["*", [first, ...others]];
    return this.#step((table) => {
      table.scope(scopeKey(path)).middlewares.push(...middlewares);
    });
  }

  /** Answers `GET` requests, and `HEAD` requests that no one else answers. */
  get(path: string, ...handlers: Handlers<State>): this {
    return this.#step((table) => table.add("GET", path, handlers));
  }

  /** Answers `POST` requests. */
  post(path: string, ...handlers: Handlers<State>): this {
    return this.#step((table) => table.add("POST", path, handlers));
  }

  /** Answers `PUT` requests. */
  put(path: string, ...handlers: Handlers<State>): this {
    return this.#step((table) => table.add("PUT", path, handlers));
  }

  /** Answers `PATCH` requests. */
  patch(path: string, ...handlers: Handlers<State>): this {
    return this.#step((table) => table.add("PATCH", path, handlers));
  }

  /** Answers `DELETE` requests. */
  delete(path: string, ...handlers: Handlers<State>): this {
    return this.#step((table) => table.add("DELETE", path, handlers));
  }

  /** Answers `HEAD` requests. */
  head(path: string, ...handlers: Handlers<State>): this {
    return this.#step((table) => table.add("HEAD", path, handlers));
  }

  /** Answers requests of every method. */
  all(path: string, ...handlers: Handlers<State>): this {
    return this.#step((table) => table.add(ANY_METHOD, path, handlers));
  }

  /** Adds a route with a handler, a page, or both. */
  route(path: string, route: MaybeLazyRoute<State>): this {
    return this.#step((table) => table.addRoute(path, route));
  }

  /** Accepts WebSockets at a path. */
  ws(path: string, handlers: WebSocketHandlers, options?: Deno.UpgradeWebSocketOptions): this {
    return this.get(path, ({ req }) => handleSocket(req, handlers, options));
  }

  /** Wraps the pages of a path, and of all below it, in a component. */
  layout(
    path: string,
    component: PageComponent<State>,
    config?: LayoutConfig,
  ): this {
    return this.#step((table) => {
      table.scope(scopeKey(path)).layout = { component, config };
    });
  }

  /** Wraps every page in a component. */
  appWrapper(component: PageComponent<State>): this {
    return this.#step((table) => {
      table.wrapper = component;
    });
  }

  /** Answers for unknown paths, and for all errors of status 404. */
  notFound(handler: Route<State> | Middleware<State>): this {
    return this.#step((table) => {
      table.notFound = toMiddleware(handler);
    });
  }

  /** Answers for errors at a path and all below it. */
  onError(path: string, handler: Route<State> | Middleware<State>): this {
    return this.#step((table) => {
      table.scope(scopeKey(path)).onError = toMiddleware(handler);
    });
  }

  /** Adds the routes of the routes folder, beneath a path if one is given. */
  fsRoutes(path = "*"): this {
    return this.#step((table) => {
      addFileRoutes(table, path, this[BUILD]?.routes ?? []);
    });
  }

  /** The function that answers requests, for `Deno.serve()` or a test. */
  handler(): ServeHandler {
    const build = this[BUILD];
    const config = build ? { ...this.config, mode: build.mode } : this.config;
    const table = new RouteTable<State>(config.basePath);
    for (const step of this.#steps) step(table);

    return async (req, info = NO_CONNECTION) => {
      const url = clientUrl(req, config.trustProxy);
      const ctx = new Context<State>(req, url, info, config);
      const shell = shellOf(ctx);
      shell.build = build;
      shell.wrapper = table.wrapper;
      const response = await answer(table, ctx);
      return req.method === "HEAD" ? await withoutBody(response) : response;
    };
  }

  /** Serves the app until the signal of the options aborts. */
  listen(options: Deno.ServeTcpOptions = {}): Promise<void> {
    Deno.serve(options, this.handler());
    return Promise.resolve();
  }

  #step(step: Step<State>): this {
    this.#steps.push(step);
    return this;
  }
}

/** Answers one request, whatever happens. */
async function answer<State>(table: RouteTable<State>, ctx: Context<State>): Promise<Response> {
  try {
    const { method } = ctx.req;
    const { endpoint, params } = table.resolve(method, ctx.url.pathname);
    ctx.route = endpoint.route;
    ctx.params = params;
    shellOf(ctx).layouts = endpoint.layouts;
    return await endpoint.run(ctx);
  } catch (error) {
    ctx.error = error;
    return await answerError(ctx);
  }
}
