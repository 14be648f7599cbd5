/** Stands in for the connection when a handler is called without one. */
export const NO_CONNECTION: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

/** The URL that the client asked for, with repeated slashes merged. */
export function clientUrl(req: Request, trustProxy: boolean): URL {
  const url = new URL(req.url);
  if (url.pathname.includes("//")) url.pathname = url.pathname.replace(/\/{2,}/g, "/");
  if (!trustProxy) return url;
  // Of several proxies, the one that the client talked to comes first.
  const first = (name: string) => req.headers.get(name)?.split(",")[0]?.trim();
  const proto = first("x-forwarded-proto");
  const host = first("x-forwarded-host");
  if (proto) url.protocol = proto;
  if (host) {
    url.port = ""; // a host without a port would keep the old one
    url.host = host;
  }
  return url;
}

/** What a `HEAD` request gets of a response: all but the body. */
export async function withoutBody(response: Response): Promise<Response> {
  if (!response.body) return response;
  await response.body.cancel();
  return new Response(null, response);
}
