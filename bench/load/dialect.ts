/** How the generator speaks with each kind of server. */
import type { DialectName } from "../job.ts";

/** Before the number of a message: what the generator calls it. */
export const CLIENT_ID_PREFIX = "bench-";

/** What a text of a server comes down to; `message` is the number that the generator gave it. */
export type Incoming =
  | { kind: "event"; seq: number; clientId: string; message: number }
  | { kind: "ack"; seq: number; clientId: string; message: number }
  | { kind: "joined"; head: number }
  /** Must be said back. */
  | { kind: "answer"; text: string }
  /** Only now may a room be joined. */
  | { kind: "connected" }
  | { kind: "refused"; why: string };

export interface Dialect {
  path(room: string, after: number | null): string;
  readonly protocol: string | null;
  /** Said once connected; null where the upgrade has joined already. */
  join(room: string): string | null;
  send(room: string, clientId: string, body: string): string;
  parse(text: string): Incoming[];
}

interface Frame {
  type: string;
  seq: number;
  head: number;
  clientId: string;
  message: { clientId: string };
}

function parseFrames(text: string): Incoming[] {
  const parsed: Frame | Frame[] = JSON.parse(text);
  return [parsed].flat().flatMap((frame) => incomingOf(frame, text));
}

function incomingOf({ type, seq, head, clientId, message }: Frame, text: string): Incoming[] {
  if (type === "newMessage") return [{ kind: "event", seq, ...numbered(message.clientId) }];
  if (type === "ack") return [{ kind: "ack", seq, ...numbered(clientId) }];
  if (type === "joined") return [{ kind: "joined", head }];
  if (type === "welcome" || type === "presence") return [];
  return [{ kind: "refused", why: text.slice(0, 300) }];
}

const numbered = (clientId: string) => ({
  clientId,
  message: Number(clientId.slice(CLIENT_ID_PREFIX.length)),
});

function hotline(protocol: string): Dialect {
  return {
    protocol,
    path: (room, after) => `/api/requests/${room}/live${after === null ? "" : `?after=${after}`}`,
    join: () => null,
    send: (requestId, clientId, body) =>
      JSON.stringify({ type: "sendMessage", requestId, clientId, body }),
    parse: parseFrames,
  };
}

/** The servers on `ws` and on bare Deno. */
const json: Dialect = {
  protocol: null,
  path: (room) => `/?room=${room}`,
  join: () => null,
  send: (requestId, clientId, body) =>
    JSON.stringify({ type: "sendMessage", requestId, clientId, body }),
  parse: parseFrames,
};

/** Engine.IO 4 and Socket.IO 5 over a WebSocket from the start. */
const socketIo: Dialect = {
  protocol: null,
  path: () => "/socket.io/?EIO=4&transport=websocket",
  join: (room) => `420${JSON.stringify(["join", room])}`,
  send: (room, clientId, body) =>
    `421${JSON.stringify(["sendMessage", { requestId: room, clientId, body }])}`,
  parse(text) {
    if (text.startsWith("0")) return [{ kind: "answer", text: "40" }];
    if (text === "2") return [{ kind: "answer", text: "3" }];
    if (text.startsWith("40")) return [{ kind: "connected" }];
    const [, payload] = /^4[23][01]?(\[.*)$/.exec(text) ?? [];
    if (payload === undefined) return [{ kind: "refused", why: text.slice(0, 300) }];
    const values: (string | Frame)[] = JSON.parse(payload);
    return incomingOf(values.at(-1) as Frame, text);
  },
};

export const DIALECTS: Record<DialectName, Dialect> = {
  hotline: hotline("hotline.v1.batch"),
  "hotline-plain": hotline("hotline.v1"),
  "socket.io": socketIo,
  json,
};
