import { isValidElement, type VNode } from "preact";
import type { ResolvedFreshConfig } from "./config.ts";
import { safeLocation } from "./redirect.ts";
import { renderPage } from "./render.ts";
import { handleSocket, isHandlers, upgradeRequest } from "./upgrade.ts";
import type { UpgradedSocket, WebSocketHandlers } from "./upgrade.ts";

/** What a page or a layout can opt out of. */
export interface LayoutConfig {
  /** Render without the app wrapper. */
  skipAppWrapper?: boolean;
  /** Render without the layouts further out. */
  skipInheritedLayouts?: boolean;
}

type Chunk = string | Uint8Array<ArrayBuffer>;
type Chunks = Iterable<Chunk> | AsyncIterable<Chunk>;

/** Everything about one request, and the ways to answer it. */
export class Context<State> {
  readonly config: ResolvedFreshConfig;
  readonly info: Deno.ServeHandlerInfo;
  readonly req: Request;
  /** The URL of the request, as seen by the client. */
  readonly url: URL;
  /** Whether only a part of the page is asked for; never so here. */
  readonly isPartial: boolean = false;
  /** What middlewares leave for those that follow. */
  readonly state: State = {} as State;
  /** The pattern that matched, or null. */
  route: string | null = null;
  /** What the pattern matched. */
  params: Record<string, string> = {};
  /** What was thrown, in error handlers. */
  error: unknown = null;
  /** Calls the next middleware or handler. */
  next: () => Promise<Response> = () => Promise.reject(new Error("Nothing follows here"));

  constructor(
    req: Request,
    url: URL,
    info: Deno.ServeHandlerInfo,
    config: ResolvedFreshConfig,
  ) {
    this.req = req;
    this.url = url;
    this.info = info;
    this.config = config;
  }

  /** Answers with a page, within the layouts and the app wrapper. */
  async render(
    vnode: VNode | null,
    init: ResponseInit = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    if (vnode !== null && !isValidElement(vnode)) {
      throw new TypeError(`ctx.render() takes JSX or null, not ${typeof vnode}`);
    }
    return await renderPage(this, vnode, init, config);
  }

  /** Sends the client to another URL. A path stays on this host. */
  redirect(target: string, status = 302): Response {
    const location = safeLocation(target);
    return new Response(null, { status, headers: { location } });
  }

  /** Answers with plain text. */
  text(content: string, init?: ResponseInit): Response {
    return new Response(content, withType(init, "text/plain; charset=utf-8"));
  }

  /** Answers with markup. */
  html(content: string, init?: ResponseInit): Response {
    return new Response(content, withType(init, "text/html; charset=utf-8"));
  }

  /** Answers with JSON. */
  // deno-lint-ignore no-explicit-any -- as Response.json() and upstream have it
  json(content: any, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  /** Sends chunks as they come, from an iterable or a generator function. */
  stream(source: Chunks | (() => Chunks), init?: ResponseInit): Response {
    const chunks = typeof source === "function" ? source() : source;
    const body = ReadableStream.from(encoded(chunks));
    return new Response(body, init);
  }

  /** Turns the request into a WebSocket that calls the handlers. */
  upgrade(handlers: WebSocketHandlers, options?: Deno.UpgradeWebSocketOptions): Response;
  /** Turns the request into a WebSocket that is managed by hand. */
  upgrade(options?: Deno.UpgradeWebSocketOptions): UpgradedSocket;
  upgrade(
    first: WebSocketHandlers | Deno.UpgradeWebSocketOptions = {},
    second?: Deno.UpgradeWebSocketOptions,
  ): Response | UpgradedSocket {
    if (!isHandlers(first)) return upgradeRequest(this.req, first);
    return handleSocket(this.req, first, second);
  }
}

/** The context of a request, by the name that handlers know it by. */
export type FreshContext<State = unknown> = Context<State>;

function withType(init: ResponseInit | undefined, type: string): ResponseInit {
  const headers = new Headers(init?.headers);
  if (!headers.has("content-type")) headers.set("content-type", type);
  return { ...init, headers };
}

async function* encoded(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    yield typeof chunk === "string" ? encoder.encode(chunk) : chunk;
  }
}
