import { HttpError } from "./runtime/http_error.ts";

/** What a managed WebSocket does; every handler gets the socket. */
export interface WebSocketHandlers {
  open?(socket: WebSocket): void;
  message?(socket: WebSocket, event: MessageEvent): void;
  close?(socket: WebSocket, code: number, reason: string): void;
  error?(socket: WebSocket, event: Event | ErrorEvent): void;
}

/** The two halves of a connection that is managed by hand. */
export interface UpgradedSocket {
  socket: WebSocket;
  response: Response;
}

const EVENTS = ["open", "message", "close", "error"] as const;

/** Tells handlers from options, as either may be the only argument. */
export function isHandlers(
  value: WebSocketHandlers | Deno.UpgradeWebSocketOptions,
): value is WebSocketHandlers {
  return EVENTS.some((event) => event in value);
}

/** Turns a request into a WebSocket. Throws a 400 if it did not ask for one. */
export function upgradeRequest(
  req: Request,
  options?: Deno.UpgradeWebSocketOptions,
): UpgradedSocket {
  const message = "Expected a WebSocket upgrade request";
  if (req.headers.get("upgrade")?.toLowerCase() !== "websocket") throw new HttpError(400, message);
  try {
    return Deno.upgradeWebSocket(req, options);
  } catch (cause) {
    // The handshake lacks something, or asks for other protocols.
    if (cause instanceof TypeError) throw new HttpError(400, message, { cause });
    throw cause;
  }
}

/** Turns a request into a WebSocket that calls the handlers. */
export function handleSocket(
  req: Request,
  handlers: WebSocketHandlers,
  options?: Deno.UpgradeWebSocketOptions,
): Response {
  const { socket, response } = upgradeRequest(req, options);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => handlers.open?.(socket);
  socket.onmessage = (event) => handlers.message?.(socket, event);
  socket.onclose = (event) => handlers.close?.(socket, event.code, event.reason);
  socket.onerror = (event) => handlers.error?.(socket, event);
  return response;
}
