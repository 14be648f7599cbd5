import { type ComponentChildren, Fragment, h, isValidElement, type VNode } from "preact";
import type { Context, LayoutConfig } from "./context.ts";
import { renderDocument } from "./document.ts";
import { HttpError } from "./runtime/http_error.ts";
import type { AnyComponent, PageProps, PageResponse, Route } from "./route.ts";
import { shellOf } from "./shell.ts";

/** Renders the page of a route with the data of its handler. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  response: PageResponse<unknown>,
): Promise<Response> {
  if (!route.component) {
    throw new TypeError(
      `The route ${ctx.route} has data, but no page to show it`,
    );
  }
  const content = await evaluate(route.component, { ...pageProps(ctx), data: response.data });
  if (content instanceof Response) return content;
  const status = response.status ?? (ctx.error === null ? 200 : statusOf(ctx.error));
  const init = response.headers ? { status, headers: response.headers } : { status };
  return await renderPage(ctx, h(Fragment, null, content), init, route.config ?? {});
}

/** Renders JSX within its layouts and the app wrapper. */
export async function renderPage<State>(
  ctx: Context<State>,
  page: VNode | null,
  init: ResponseInit,
  config: LayoutConfig,
): Promise<Response> {
  if (page !== null && !isValidElement(page)) {
    throw new TypeError(`ctx.render() takes JSX or null, not ${typeof page}`);
  }
  const shell = shellOf(ctx);
  let { skipAppWrapper, skipInheritedLayouts } = config;
  let content: ComponentChildren = page;
  const wrap = async (outer: AnyComponent<PageProps<unknown, State>>) => {
    const inner = content;
    const props = { ...pageProps(ctx), Component: () => inner as VNode };
    return await evaluate(outer, props);
  };
  for (const layout of shell.layouts.toReversed()) {
    if (skipInheritedLayouts) break;
    const wrapped = await wrap(layout.component);
    if (wrapped instanceof Response) return wrapped;
    content = wrapped;
    skipInheritedLayouts = layout.config?.skipInheritedLayouts;
    skipAppWrapper ||= layout.config?.skipAppWrapper;
  }
  if (shell.wrapper && !skipAppWrapper) {
    const wrapped = await wrap(shell.wrapper);
    if (wrapped instanceof Response) return wrapped;
    content = wrapped;
  }
  if (shell.useNonce) shell.nonce = crypto.randomUUID().replaceAll("-", "");
  const html = renderDocument(content, {
    build: shell.build,
    nonce: shell.nonce,
    basePath: ctx.config.basePath,
  });
  return ctx.html(html, init);
}

/** The status that an error answers with. */
export function statusOf(error: unknown): number {
  return error instanceof HttpError ? error.status : 500;
}

function pageProps<State>(ctx: Context<State>): PageProps<unknown, State> {
  const { config, error, info, isPartial, params, req, route, state, url } = ctx;
  const known = { config, error, info, isPartial, params, req, route, state, url };
  return { ...known, data: undefined, Component: () => null };
}

/** Calls async components here; all others are left to the renderer. */
async function evaluate<Props extends object>(
  component: AnyComponent<Props>,
  props: Props,
): Promise<ComponentChildren | Response> {
  if (component.constructor.name !== "AsyncFunction") {
    return h(component as (props: Props) => VNode, props);
  }
  return await (component as (props: Props) => Promise<VNode>)(props);
}
