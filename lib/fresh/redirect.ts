/**
 * Makes a redirect target mean what it looks like: a path of this site never
 * leads to another host. Browsers drop tabs and line ends from a URL and read a
 * backslash as a slash, so `/\evil.com` and `/\t/evil.com` are `//evil.com` to
 * them.
 */
export function safeLocation(target: string): string {
  const visible = target.replace(/^[\0-\x20]+|[\t\r\n]+/g, "");
  const ascii = visible.toWellFormed()
    .replace(/[^\0-\x7f]+/g, encodeURIComponent); // headers hold bytes only
  if (!/^[/\\]/.test(ascii)) return ascii;
  const path = ascii.split(/[?#]/, 1)[0]!;
  return path.replace(/[/\\]+/g, "/") + ascii.slice(path.length);
}
