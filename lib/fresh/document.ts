import { type ComponentChildren, Fragment, h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Build } from "./build.ts";
import { indexIslands, PageIslands } from "./islands.ts";
import { installRenderHooks } from "./render_hooks.tsx";
import { during, type HeadElement, type Rendering } from "./rendering.ts";

/** What a document depends on besides its content. */
export interface DocumentOptions {
  build: Build | undefined;
  nonce: string | undefined;
  basePath: string;
}

installRenderHooks();

/** Renders a whole HTML document, with islands and `<Head>` elements. */
export function renderDocument(
  content: ComponentChildren,
  { build, nonce, basePath }: DocumentOptions,
): string {
  const rendering: Rendering = {
    nonce,
    index: indexIslands(build?.islands ?? []),
    islands: new PageIslands(basePath),
    tags: new Set(),
    ownHead: [],
    addedHead: [],
  };
  return during(rendering, () => {
    const page = renderToString(h(Fragment, null, content));
    // First of all, as it may render more islands and <Head> elements.
    const payload = rendering.islands.payload(renderToString);
    const head = renderAddedHead(rendering) +
      renderScripts(rendering, build, basePath);
    return "<!DOCTYPE html>" + assemble(page, head, payload, rendering);
  });
}

/** Puts the parts where the marks are, and adds the tags that are missing. */
function assemble(
  page: string,
  head: string,
  payload: string,
  { tags, ownHead, addedHead }: Rendering,
): string {
  const added = byIdentity(addedHead);
  const parts: Record<string, string> = {
    html: tags.has("head") ? "" : `<head><meta charset="utf-8">${head}</head>`,
    "/head": head,
    "/body": payload,
    "/html": tags.has("body") ? "" : payload,
  };
  for (const [i, { identity, vnode }] of ownHead.entries()) {
    parts[`head:${i}`] = renderToString(added.get(identity) ?? vnode);
  }
  const html = page.replace(
    /<!--fresh:(html|head:\d+|\/head|\/body|\/html)-->/g,
    (_mark, name) => parts[name] ?? "",
  );
  if (tags.has("html")) return html;
  const body = tags.has("body") ? html : `<body>${html}${payload}</body>`;
  return `<html>${parts.html}${body}</html>`;
}

/** Elements of `<Head>` that replace none of the page's own head. */
function renderAddedHead({ ownHead, addedHead }: Rendering): string {
  const own = byIdentity(ownHead);
  const last = byIdentity(addedHead);
  const vnodes = addedHead
    .filter(({ identity, vnode }) =>
      identity === undefined ||
      (!own.has(identity) && last.get(identity) === vnode)
    )
    .map(({ vnode }) => vnode);
  return renderToString(h(Fragment, null, vnodes));
}

function byIdentity(elements: HeadElement[]) {
  return new Map(elements.map(({ identity, vnode }) => [identity, vnode]));
}

/** The tags that load what the page needs in the browser. */
function renderScripts({ islands }: Rendering, build: Build | undefined, basePath: string): string {
  if (!build) return "";
  const scripts = [...build.devScripts];
  const preload = new Set<string>();
  if (islands.modules.size > 0) {
    scripts.push(build.boot.src);
    for (const bundle of [build.boot, ...islands.modules]) {
      for (const path of bundle.preload) preload.add(path);
    }
    for (const { src } of islands.modules) preload.add(src);
  }
  const tags = [
    ...[...preload].map((path) => h("link", { rel: "modulepreload", href: basePath + path })),
    ...scripts.map((path) => h("script", { type: "module", src: basePath + path })),
  ];
  return renderToString(h(Fragment, null, tags));
}
