import type { Config } from "../model/config.ts";
import { HotlineError } from "../model/errors.ts";

/**
 * Whether a page of this origin may act for its visitor here. The host is compared, and
 * https may stand before a server that sees http: that is how a proxy with a certificate looks.
 */
export function isAllowedOrigin(origin: string, url: URL, config: Config): boolean {
  if (config.origins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  return host === url.host && (protocol === url.protocol || protocol === "https:");
}

/** Browsers send `Origin` with every upgrade, and other pages cannot forge it. */
export function assertOwnOrigin(req: Request, url: URL, config: Config): void {
  const origin = req.headers.get("origin");
  if (origin !== null && !isAllowedOrigin(origin, url, config)) {
    throw new HotlineError("forbidden", "This origin may not open sockets; see HOTLINE_ORIGINS.");
  }
}
