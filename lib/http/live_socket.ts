/** A request that becomes a chat session: the checks before the upgrade, and the wiring after it. */
import type { Context } from "fresh";
import { z } from "zod";
import type { Joining } from "../chat/connections.ts";
import type { ChatSession } from "../chat/session.ts";
import type { Wire } from "../chat/wire.ts";
import { HotlineError, unauthenticated } from "../model/errors.ts";
import { SUBPROTOCOL } from "../model/events.ts";
import { seqSchema } from "../model/id.ts";
import { CLIENT_ID_MAX } from "../model/limits.ts";
import { readQuery } from "./body.ts";
import type { State } from "./define.ts";
import { limitedCaller } from "./limit.ts";
import { assertOwnOrigin } from "./origin.ts";

const PROTOCOL = "sec-websocket-protocol";

const querySchema = z.object({
  after: z.string().regex(/^\d{1,15}$/, "must be a whole number").transform(Number)
    .pipe(seqSchema).optional(),
  epoch: z.string().max(CLIENT_ID_MAX).optional(),
});

/**
 * Upgrades the request. With a `requestId`, the socket has joined it from the start.
 *
 * @throws HotlineError `unauthenticated`, `not_found`, `forbidden` (origin), `invalid`
 * (subprotocol, cursor), `unavailable` or `rate_limited`.
 */
export async function upgradeToLive(
  ctx: Context<State>,
  requestId: string | null,
): Promise<Response> {
  const { address, hotline, session, reviewsBefore } = ctx.state;
  if (!session) throw unauthenticated();
  if (requestId !== null) await hotline.requests.assertJoinable(session.user, requestId);
  assertOwnOrigin(ctx.req, ctx.state);
  const protocol = chooseProtocol(ctx.req);
  const query = readQuery(ctx.url, querySchema);
  const caller = limitedCaller(ctx);
  hotline.connections.assertRoomForOne(caller);
  hotline.limiter.take("join", caller);
  const joining: Joining | null = requestId === null ? null : { requestId, ...query };
  // Heartbeats are the protocol's own, so Deno need not ping as well.
  const { socket, response } = ctx.upgrade({ idleTimeout: 0 });
  // Deno's own option (2.9.6) throws where a client lists protocols without a space in between.
  if (protocol) response.headers.set(PROTOCOL, protocol);
  const takesBatches = protocol === SUBPROTOCOL.batch;
  let chat: ChatSession | undefined;
  socket.onopen = () => {
    chat = hotline.connections.accept(wireOf(socket), session, {
      takesBatches,
      joining,
      reviewsBefore,
      address,
    });
  };
  socket.onmessage = ({ data }) => chat?.receive(data);
  socket.onclose = () => chat && hotline.connections.remove(chat);
  // A lost connection is everyday life: `onclose` follows, and the client comes back.
  socket.onerror = () => {};
  return response;
}

/** What the client prefers of what both speak; undefined if it asks for nothing. */
function chooseProtocol(req: Request): string | undefined {
  const header = req.headers.get(PROTOCOL);
  if (header === null) return undefined;
  const offered = header.split(",").map((name) => name.trim());
  const chosen = offered.find((name) => Object.values<string>(SUBPROTOCOL).includes(name));
  if (chosen) return chosen;
  const known = Object.values(SUBPROTOCOL).join(" or ");
  throw new HotlineError("bad_frame", `Sec-WebSocket-Protocol: must offer ${known}.`);
}

/** After the other side has gone, what is still on its way to it goes nowhere. */
function wireOf(socket: WebSocket): Wire {
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code, reason) => socket.close(code, reason),
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
  };
}
