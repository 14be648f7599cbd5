/**
 * Where a request comes from, and under which origin its client sees this site.
 *
 * Proxies tell in `X-Forwarded-*`, and so can anybody else. They are believed only as far as
 * HOTLINE_TRUST_PROXY says that proxies stand in front, and read from the right: each proxy adds
 * at the end what it saw itself, so that the last entries are theirs and whatever stands to the
 * left of those came from the client. Entries that make no sense count as not there.
 */
import { isIP } from "node:net";
import type { Middleware } from "fresh";
import type { Config } from "../model/config.ts";
import type { State } from "./define.ts";

/** Stands for whoever speaks over a socket without an IP address, such as one in a file. */
const NO_ADDRESS = "local";

/** Leaves address and origin in the state. MUST come before whatever asks for them. */
export function clientAddress({ trustedProxies }: Pick<Config, "trustedProxies">) {
  let isWarned = trustedProxies > 0;
  const middleware: Middleware<State> = (ctx) => {
    const { req, url, info } = ctx;
    if (!isWarned && req.headers.has("x-forwarded-for")) {
      isWarned = true;
      console.warn(
        "A request came with X-Forwarded-For, which is not believed: " +
          "if a proxy stands in front of Hotline, set HOTLINE_TRUST_PROXY=1.",
      );
    }
    ctx.state.address = addressOf(req.headers, info.remoteAddr, trustedProxies);
    ctx.state.origin = originOf(req.headers, url, trustedProxies);
    return ctx.next();
  };
  return middleware;
}

/** The client's IP address, always spelt the same; that of the peer if no proxy tells of another. */
export function addressOf(headers: Headers, peer: Deno.Addr, trustedProxies: number): string {
  const forwarded = entry(headers, "x-forwarded-for", trustedProxies);
  const own = "hostname" in peer ? ipOf(peer.hostname) ?? peer.hostname : NO_ADDRESS;
  return ipOf(forwarded ?? "") ?? own;
}

/** Scheme and host as the client's address bar has them, like `https://desk.example.org`. */
export function originOf(headers: Headers, url: URL, trustedProxies: number): string {
  const named = (name: string) =>
    // A proxy that replaces the header leaves one entry, however many stand before it.
    entry(headers, name, trustedProxies) ?? entry(headers, name, Math.min(trustedProxies, 1));
  const proto = named("x-forwarded-proto") ?? "";
  const host = named("x-forwarded-host") ?? "";
  const scheme = /^https?$/i.test(proto) ? proto : url.protocol.slice(0, -1);
  const forwarded = /^[\w.:[\]-]+$/.test(host) ? URL.parse(`${scheme}://${host}`) : null;
  return forwarded?.origin ?? new URL(`${scheme}://${url.host}`).origin;
}

/** The entry that the outermost of so many proxies wrote. With too few, a proxy was left out. */
function entry(headers: Headers, name: string, proxies: number): string | undefined {
  if (proxies === 0) return undefined;
  return headers.get(name)?.split(",").at(-proxies)?.trim();
}

/** An IP address in its canonical spelling, without a port; undefined if it is none. */
function ipOf(text: string): string | undefined {
  const [, bracketed, v4] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  const ip = bracketed ?? v4 ?? text;
  if (isIP(ip) === 4) return ip;
  const url = isIP(ip) === 6 ? URL.parse(`http://[${ip}]`) : null;
  return url ? fromMapped(url.hostname.slice(1, -1)) : undefined;
}

/** An IPv4 address within IPv6 (RFC 4291, 2.5.5.2), as servers on `::` see it, is the IPv4 one. */
function fromMapped(ip: string): string {
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(ip) ?? [];
  if (high === undefined || low === undefined) return ip;
  const bytes = [high, low].map((hex) => parseInt(hex, 16)).flatMap((n) => [n >> 8, n & 255]);
  return bytes.join(".");
}
