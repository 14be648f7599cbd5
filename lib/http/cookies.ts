/** The value of a cookie that a caller brings, as it came; null without one. */
export function cookieValue(req: Request, name: string): string | null {
  for (const pair of (req.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}
