/** Path of the script that reloads a page when the server has changed. */
export const RELOAD_SCRIPT = "/_fresh/reload.js";
const RELOAD_SOCKET = "/_fresh/reload";

/** Answers the requests of the reload script, and null to all others. */
export function reloader(basePath: string): (req: Request) => Response | null {
  // The server is restarted on every change, which breaks all connections. The
  // one after that tells of another revision.
  const revision = crypto.randomUUID();
  const script = `
const connect = () => {
  const socket = new WebSocket(new URL("reload", import.meta.url));
  socket.onmessage = ({ data }) => data === "${revision}" || location.reload();
  socket.onclose = () => setTimeout(connect, 200);
};
connect();`;

  return (req) => {
    const { pathname } = new URL(req.url);
    if (pathname === basePath + RELOAD_SCRIPT) {
      const headers = { "content-type": "text/javascript", "cache-control": "no-store" };
      return new Response(script, { headers });
    }
    if (pathname !== basePath + RELOAD_SOCKET) return null;
    if (req.headers.get("upgrade") !== "websocket") return null;
    const { socket, response } = Deno.upgradeWebSocket(req);
    socket.onopen = () => socket.send(revision);
    return response;
  };
}
