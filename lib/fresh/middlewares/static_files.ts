import { lookup } from "mrmime";
import { BUNDLE_PATH, type StaticFile } from "../build.ts";
import type { Middleware } from "../middleware.ts";
import { BUILD_PARAM, currentBuildId } from "../runtime/asset.ts";
import { HttpError } from "../runtime/http_error.ts";
import { shellOf } from "../shell.ts";

/**
 * Serves the files of the static folders and the bundles of islands. Only what
 * the builder has listed is served, so no path leads anywhere else.
 */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { req, url, config } = ctx;
    const path = decodedPath(url.pathname, config.basePath);
    const file = shellOf(ctx).build?.files.get(path);
    if (!file) {
      if (path === "/favicon.ico") return new Response(null, { status: 404 });
      return await ctx.next();
    }
    if (req.method !== "GET" && req.method !== "HEAD") throw new HttpError(405);
    const build = url.searchParams.get(BUILD_PARAM);
    if (build !== null && build !== currentBuildId()) {
      // The client has a page of another build, whose file may have differed.
      url.searchParams.delete(BUILD_PARAM);
      return ctx.redirect(url.pathname + url.search, 307);
    }
    const isLocked = build !== null || path.startsWith(BUNDLE_PATH);
    return await serve(req, path, file, isLocked);
  };
}

async function serve(
  req: Request,
  path: string,
  file: StaticFile,
  isLocked: boolean,
): Promise<Response> {
  const headers = new Headers({
    "cache-control": isLocked ? "public, max-age=31536000, immutable" : "no-cache",
    "content-type": contentType(path),
    etag: `W/"${file.hash}"`,
  });
  if (isKnown(req.headers.get("if-none-match"), file.hash)) {
    return new Response(null, { status: 304, headers });
  }
  const { content } = file;
  const body = content instanceof URL ? await Deno.readFile(content) : content;
  headers.set("content-length", String(body.length));
  return new Response(body, { headers });
}

/** The path beneath the base path; empty if it cannot be a file's. */
function decodedPath(pathname: string, basePath: string): string {
  if (!pathname.startsWith(`${basePath}/`)) return "";
  try {
    return decodeURIComponent(pathname.slice(basePath.length));
  } catch {
    return ""; // a malformed escape names no file; the routes answer for it
  }
}

function contentType(path: string): string {
  const type = lookup(path) ?? "application/octet-stream";
  const isText = /^text\/|javascript$|json$|xml$/.test(type);
  return isText ? `${type}; charset=utf-8` : type;
}

/** Whether `If-None-Match`, a list of ETags or a star, names the content. */
function isKnown(ifNoneMatch: string | null, hash: string): boolean {
  if (ifNoneMatch === null) return false;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim());
  return tags.includes("*") ||
    tags.some((tag) => /^(?:W\/)?"(.*)"$/.exec(tag)?.[1] === hash);
}
