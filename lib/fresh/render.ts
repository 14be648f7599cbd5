import { type ComponentChildren, type FunctionComponent, h, type VNode } from "preact";
import type { Context, LayoutConfig } from "./context.ts";
import { renderDocument } from "./document.ts";
import { HttpError } from "./runtime/http_error.ts";
import type { PageComponent, PageProps, PageResponse, Route } from "./route.ts";
import { type Shell, shellOf } from "./shell.ts";

/** Renders the page of a route with the data of its handler. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  response: PageResponse<unknown>,
): Promise<Response> {
  if (!route.component) {
    throw new TypeError(`The route ${ctx.route} has data, but no page to show it`);
  }
  const content = await evaluate(route.component, { ...pageProps(ctx), data: response.data });
  if (content instanceof Response) return content;
  const status = response.status ?? (ctx.error === null ? 200 : statusOf(ctx.error));
  const init = response.headers ? { status, headers: response.headers } : { status };
  return await renderPage(ctx, content, init, route.config ?? {});
}

/** Renders what a page consists of within its layouts and the app wrapper. */
export async function renderPage<State>(
  ctx: Context<State>,
  page: ComponentChildren,
  init: ResponseInit,
  config: LayoutConfig,
): Promise<Response> {
  const shell = shellOf(ctx);
  let content = page;
  for (const outer of surroundings(shell, config)) {
    const inner = content;
    const props = { ...pageProps(ctx), Component: () => inner as VNode };
    const wrapped = await evaluate(outer, props);
    if (wrapped instanceof Response) return wrapped;
    content = wrapped;
  }
  if (shell.useNonce) shell.nonce = crypto.randomUUID().replaceAll("-", "");
  const { build, nonce } = shell;
  const { basePath } = ctx.config;
  return ctx.html(renderDocument(content, { build, nonce, basePath }), init);
}

/** The components around a page, from the innermost to the outermost. */
function surroundings<State>(
  { layouts, wrapper }: Shell<State>,
  { skipAppWrapper, skipInheritedLayouts }: LayoutConfig,
): PageComponent<State>[] {
  const components = [];
  for (const { component, config } of layouts.toReversed()) {
    if (skipInheritedLayouts) break;
    components.push(component);
    skipInheritedLayouts = config?.skipInheritedLayouts;
    skipAppWrapper ||= config?.skipAppWrapper;
  }
  if (wrapper && !skipAppWrapper) components.push(wrapper);
  return components;
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
async function evaluate<State>(
  component: PageComponent<State>,
  props: PageProps<unknown, State>,
): Promise<ComponentChildren | Response> {
  if (component.constructor.name !== "AsyncFunction") {
    return h(component as FunctionComponent<typeof props>, props);
  }
  return await (component as (given: typeof props) => Promise<VNode>)(props);
}
