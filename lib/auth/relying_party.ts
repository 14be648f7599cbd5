import { isIP } from "node:net";

/** The site that a passkey is for, as WebAuthn calls it. */
export interface RelyingParty {
  /** The host's name: a passkey of one name is worth nothing under another. */
  id: string;
  /** Shown by the browser when it asks. */
  name: string;
  /** Where the page that asks may stand. */
  origins: string[];
}

/**
 * The site whose pages have this origin. As with forms, its https pages are its own even if a
 * proxy with a certificate stands in front of which nobody told us.
 */
export function relyingPartyAt(origin: string): RelyingParty {
  const { hostname } = new URL(origin);
  const origins = [...new Set([origin, origin.replace(/^http:/, "https:")])];
  return { id: hostname, name: "Hotline", origins };
}

/** Whether a site has a name: browsers make no passkeys for an IP address. */
export function hasHostName(origin: string): boolean {
  const { hostname } = new URL(origin);
  return !hostname.startsWith("[") && isIP(hostname) === 0;
}
