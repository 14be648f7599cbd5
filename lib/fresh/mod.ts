/** The part of Fresh that runs on the server. */
export { App, type ServeHandler } from "./app.ts";
export type { FreshConfig, ResolvedFreshConfig } from "./config.ts";
export { Context, type FreshContext, type LayoutConfig } from "./context.ts";
export { createDefine, type Define, type HandlerData } from "./define.ts";
export type { MaybeLazyMiddleware, Middleware } from "./middleware.ts";
export { csp, type CspOptions } from "./middlewares/csp.ts";
export { csrf, type CsrfOptions } from "./middlewares/csrf.ts";
export { staticFiles } from "./middlewares/static_files.ts";
export {
  type HandlerByMethod,
  type HandlerFn,
  type Method,
  page,
  type PageProps,
  type PageResponse,
  type Route,
  type RouteConfig,
  type RouteHandler,
} from "./route.ts";
export { HttpError } from "./runtime/http_error.ts";
export type { UpgradedSocket, WebSocketHandlers } from "./upgrade.ts";
