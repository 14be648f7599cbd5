import { type ComponentChildren, Fragment, h } from "preact";
import { renderToString } from "preact-render-to-string";
import { indexIslands, PageIslands } from "./islands.ts";
import { installRenderHooks } from "./render_hooks.tsx";
import { type DocumentOptions, during, type Rendering } from "./rendering.ts";

installRenderHooks();

/** Renders a whole HTML document, with islands and `<Head>` elements. */
export function renderDocument(content: ComponentChildren, options: DocumentOptions): string {
  const rendering: Rendering = {
    ...options,
    index: indexIslands(options.build?.islands ?? []),
    islands: new PageIslands(options.basePath),
    tags: new Set(),
    ownHead: [],
    addedHead: new Map(),
  };
  return during(rendering, () => {
    const page = renderMarkup(content);
    // First of all, as it may render more islands and <Head> elements.
    const payload = rendering.islands.payload(renderMarkup);
    return "<!DOCTYPE html>" + assemble(page, payload, rendering);
  });
}

function renderMarkup(content: ComponentChildren): string {
  return renderToString(h(Fragment, null, content));
}

/** Puts the parts where the marks are, and adds the tags that are missing. */
function assemble(page: string, payload: string, rendering: Rendering): string {
  const { tags, ownHead, addedHead } = rendering;
  const replaced = ownHead.map(({ identity, vnode }) => addedHead.get(identity) ?? vnode);
  for (const { identity } of ownHead) addedHead.delete(identity);
  const head = renderMarkup([...addedHead.values()]) + renderScripts(rendering);
  const parts: Record<string, string> = {
    html: tags.has("head") ? "" : `<head><meta charset="utf-8">${head}</head>`,
    "/head": head,
    "/body": payload,
    "/html": tags.has("body") ? "" : payload,
  };
  for (const [i, vnode] of replaced.entries()) parts[`head:${i}`] = renderMarkup(vnode);
  const html = page.replace(
    /<!--fresh:(html|head:\d+|\/head|\/body|\/html)-->/g,
    (_mark, name) => parts[name] ?? "",
  );
  if (tags.has("html")) return html;
  const body = tags.has("body") ? html : `<body>${html}${payload}</body>`;
  return `<html>${parts.html}${body}</html>`;
}

/** The tags that load what the page needs in the browser. */
function renderScripts({ islands, build, basePath }: Rendering): string {
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
  return renderMarkup([
    ...[...preload].map((path) => h("link", { rel: "modulepreload", href: basePath + path })),
    ...scripts.map((path) => h("script", { type: "module", src: basePath + path })),
  ]);
}
