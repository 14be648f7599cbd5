import type { ComponentChildren, ComponentClass, FunctionComponent } from "preact";
import type { Context, LayoutConfig } from "./context.ts";

/** The methods that a handler object may have. */
export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** What a handler passes to the page component of its route. */
export interface PageResponse<Data> {
  data: Data;
  status?: number | undefined;
  headers?: HeadersInit | undefined;
}

/** Answers a request, or passes data to the page. */
export type HandlerFn<Data, State> = (ctx: Context<State>) =>
  | Response
  | PageResponse<Data>
  | Promise<Response | PageResponse<Data>>;

/** Handlers by HTTP method. */
export type HandlerByMethod<Data, State> = {
  [M in Method]?: HandlerFn<Data, State>;
};

/** One handler for all methods, or one for each. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** What pages, layouts and the app wrapper get to know. */
export type PageProps<Data = unknown, State = unknown> =
  & Pick<Context<State>, "config" | "error" | "info" | "isPartial">
  & Pick<Context<State>, "params" | "req" | "route" | "state" | "url">
  & {
    /** What is to be wrapped, in layouts and in the app wrapper. */
    Component: FunctionComponent;
    /** What the handler of the route returned. */
    data: Data;
  };

/** What a component may come to. */
export type Rendered = ComponentChildren | Response | Promise<ComponentChildren | Response>;

/** A component that may be async, and may answer with a response of its own. */
export type PageComponent<State> =
  | ComponentClass<PageProps<unknown, State>>
  | ((props: PageProps<unknown, State>) => Rendered);

/** What a route file may export as `config`. */
export interface RouteConfig extends LayoutConfig {
  /** A pattern that replaces the path of the file. */
  routeOverride?: string;
}

/** A handler, a page, or both. */
export interface Route<State> {
  component?: PageComponent<State> | undefined;
  // deno-lint-ignore no-explicit-any -- the page knows what the handler returns
  handler?: RouteHandler<any, State> | undefined;
  config?: RouteConfig | undefined;
}

/** A route, or an async function that loads it. */
export type MaybeLazyRoute<State> = Route<State> | (() => Promise<Route<State>>);

/** A component around pages, and what it opts out of. */
export interface Layout<State> {
  component: PageComponent<State>;
  config?: LayoutConfig | undefined;
}

/** Passes data from a handler to the page of its route. */
export function page<Data>(
  data: Data,
  options?: { status?: number; headers?: HeadersInit },
): PageResponse<Data>;
export function page(): PageResponse<undefined>;
export function page<Data>(
  data?: Data,
  options?: { status?: number; headers?: HeadersInit },
): PageResponse<Data | undefined> {
  return { data, status: options?.status, headers: options?.headers };
}
