/**
 * Where to go after signing in: a path of this site. Anything else in `?next=` would
 * let a link to Hotline lead to a page that only looks like it.
 */
export function nextPath(url: URL): string {
  const next = url.searchParams.get("next") ?? "/";
  const target = URL.parse(next, url);
  if (target === null || target.origin !== url.origin || !next.startsWith("/")) return "/";
  const path = target.pathname + target.search + target.hash;
  // "/.//elsewhere" is normalised to "//elsewhere", which browsers take for a host.
  return path.startsWith("//") ? "/" : path;
}
