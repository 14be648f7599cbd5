import { HotlineError } from "../model/errors.ts";
import type { State } from "./define.ts";

/**
 * Whether a page of this origin may act for its visitor here. It may also be the https page of a
 * host that we know as http: so a proxy with a certificate looks that nobody told us of. Nobody
 * but the owner of the host can have such a page.
 */
export function isAllowedOrigin(origin: string, state: State): boolean {
  const { origin: own, hotline } = state;
  return origin === own || origin === own.replace(/^http:/, "https:") ||
    hotline.config.origins.includes(origin);
}

/** Browsers send `Origin` with every upgrade, and other pages cannot forge it. */
export function assertOwnOrigin(req: Request, state: State): void {
  const origin = req.headers.get("origin");
  if (origin !== null && !isAllowedOrigin(origin, state)) {
    throw new HotlineError("forbidden", "This origin may not open sockets; see HOTLINE_ORIGINS.");
  }
}
