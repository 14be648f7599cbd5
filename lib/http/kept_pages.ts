/**
 * Pages that were rendered before, sent again for as long as nothing that they show has changed.
 *
 * - Every view asks the database first, and a page is sent again only if the database says what it
 *   said when the page was made. So nobody sees anything old, whoever wrote it and wherever.
 * - A page is kept for one reader and one address. The key MUST hold whatever the markup depends
 *   on besides the database; the reader, with their role, above all.
 * - Nonces and command ids are new in every view: a kept page has places for them.
 * - A kept page is compressed once, which would otherwise cost more than all the rest of a view.
 */
import type { Context } from "fresh";
import { LRUCache } from "lru-cache";
import type { State } from "./define.ts";
import { PageTemplate, type Values } from "./page_template.ts";

/** In each isolate. A page of 50 messages counts for some 160 KB. */
const KEPT_MAX_BYTES = 8 * 1024 * 1024;

/** How one reader sees one page. */
export interface View<Shown> {
  /** Reader, address, and all else that the markup depends on and that is not in the database. */
  key: string;
  /** Reads what tells whether the page has changed: whatever it shows, or what changes with it. */
  read: () => Promise<Shown>;
  /** Renders the page; `clientId` is for the forms in it. */
  render: (shown: Shown, clientId: string) => Promise<Response>;
}

interface KeptPage {
  template: PageTemplate;
  /** Hotline's version from before the page was read. */
  version: string;
  /** What `read` gave, as JSON. */
  shown: string;
}

export class KeptPages {
  readonly #pages = new LRUCache<string, KeptPage>({
    maxSize: KEPT_MAX_BYTES,
    // A page may be compressed as well, and strings take up to two bytes a character.
    sizeCalculation: ({ template, version, shown }, key) =>
      2 * (template.bytes + version.length + shown.length + key.length),
  });

  /** The page as it is now. @throws whatever reading and rendering throw. */
  async answer<Shown>(ctx: Context<State>, view: View<Shown>): Promise<Response> {
    // Before anything else is read: what is stored meanwhile then makes a version of its own.
    const version = await ctx.state.hotline.version();
    const kept = this.#pages.get(view.key);
    if (kept?.version === version) return again(ctx, kept);
    const read = await view.read();
    const shown = JSON.stringify(read);
    if (kept?.shown === shown) {
      kept.version = version;
      return again(ctx, kept);
    }
    const clientId = crypto.randomUUID();
    const response = await view.render(read, clientId);
    const html = await response.text();
    const values = { clientId, nonce: nonceOf(html) };
    const template = new PageTemplate(html, values);
    this.#pages.set(view.key, { template, version, shown });
    return respond(ctx, template, values);
  }
}

function again(ctx: Context<State>, { template }: KeptPage): Response {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  ctx.state.nonce = nonce;
  return respond(ctx, template, { nonce, clientId: crypto.randomUUID() });
}

function respond({ req }: Context<State>, template: PageTemplate, values: Values): Response {
  const headers = { "content-type": "text/html; charset=utf-8", "vary": "accept-encoding" };
  if (!acceptsGzip(req)) return new Response(template.fill(values), { headers });
  return new Response(template.fillGzipped(values), {
    headers: { ...headers, "content-encoding": "gzip" },
  });
}

/** A quality of 0 is how a client says no. */
function acceptsGzip({ headers }: Request): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(headers.get("accept-encoding") ?? "");
}

/** Fresh's nonce for this page. No text of people holds a quotation mark that is not escaped. */
function nonceOf(html: string): string {
  const nonce = / nonce="([\w+/=-]+)"/.exec(html)?.[1];
  if (nonce === undefined) throw new Error("Fresh rendered the page without a nonce.");
  return nonce;
}
