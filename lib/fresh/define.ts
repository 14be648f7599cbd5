import type { Middleware } from "./middleware.ts";
import type { HandlerByMethod, HandlerFn, PageProps, Rendered, RouteHandler } from "./route.ts";

/** The data that handlers pass to their page. */
export type HandlerData<Handler> = Handler extends HandlerFn<infer Data, infer _> ? Data
  : Handler extends HandlerByMethod<infer Data, infer _> ? Data
  : never;

/** Gives the parts of routes their types; see `createDefine`. */
export interface Define<State> {
  handlers<Data, Handler extends RouteHandler<Data, State>>(
    handlers: Handler & RouteHandler<Data, State>,
  ): Handler;
  page<Handler = never>(
    render: (props: PageProps<HandlerData<Handler>, State>) => Rendered,
  ): (props: PageProps<HandlerData<Handler>, State>) => Rendered;
  layout(
    render: (props: PageProps<unknown, State>) => Rendered,
  ): (props: PageProps<unknown, State>) => Rendered;
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): M;
}

/**
 * Makes helpers that return what they are given, and know the type of
 * `ctx.state` meanwhile.
 */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    layout: (render) => render,
    middleware: (middleware) => middleware,
  };
}
