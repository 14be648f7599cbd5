/** What one try is made on: a request with a message, and things of its requester's account. */
import type { Message } from "../../lib/model/message.ts";
import type { Request } from "../../lib/model/request.ts";
import type { User } from "../../lib/model/user.ts";
import { type Answer, Caller, jsonOf } from "../helpers/api.ts";
import { within } from "../helpers/deadline.ts";
import { refusalOf, WsClient } from "../helpers/ws_client.ts";
import type { AccessRow } from "./access_table.ts";
import type { Cast, Player } from "./cast.ts";

export interface Scene {
  cast: Cast;
  base: string;
  requester: User;
  request: Request;
  /** The first message, by the requester. */
  message: Message;
  player: Player;
}

/** Sets the scene for one try; what is "own" belongs to the requester. */
export async function setScene(
  cast: Cast,
  base: string,
  play: (requester: User) => Promise<Player>,
): Promise<Scene> {
  const requester = await cast.person();
  const caller = await cast.caller(requester);
  const request = await caller.open();
  const listed = await caller.get(`/api/requests/${request.id}/messages`);
  const [message] = jsonOf<{ messages: Message[] }>(listed).messages;
  const player = await play(requester);
  return { cast, base, requester, request, message: message!, player };
}

/** Calls the path, with the ids of the scene in place of its names. */
export async function tryCall(
  scene: Scene,
  { route, method }: Pick<AccessRow, "route" | "method">,
  { names = {}, ...options }: {
    names?: Record<string, string>;
    body?: unknown;
    form?: Record<string, string>;
  } = {},
): Promise<string> {
  const known = { id: scene.request.id, messageId: scene.message.id, ...names };
  const path = route.replaceAll(/\{(\w+)…?\}/g, (_, name: string) => known[name as "id"] ?? "x");
  const answer = await new Caller(scene.base)
    .call(method === "*" ? "POST" : method, path, { ...options, headers: scene.player.headers });
  return answerOf(answer);
}

/** The status; for a redirect, also to which page. */
function answerOf({ status, headers }: Answer): string {
  const location = headers.get("location");
  if (status !== 303 || location === null) return String(status);
  const { pathname } = new URL(location, "http://desk");
  const page = pathname.replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, "…");
  return `303 ${page}`;
}

/** Opens a socket: 101, or the status of the refusal. */
export async function tryUpgrade(scene: Scene, route: string): Promise<string> {
  const url = scene.base + route.replace("{id}", scene.request.id);
  const { headers } = scene.player;
  const opening = WsClient.open(url, { headers });
  const socket = await opening.catch(() => null);
  if (socket) {
    await socket.close();
    return "101";
  }
  return String((await refusalOf(url, { headers })).status);
}

/** Sends a command on a socket that has joined nothing: what answers it, or 401 without a socket. */
export async function tryFrame(scene: Scene, type: string): Promise<string> {
  const { headers } = scene.player;
  const socket = await WsClient.open(`${scene.base}/api/live`, { headers }).catch(() => null);
  if (!socket) return String((await refusalOf(`${scene.base}/api/live`, { headers })).status);
  await using client = socket;
  await client.take("welcome");
  const ref = crypto.randomUUID();
  client.send({
    type,
    ref,
    requestId: scene.request.id,
    clientId: crypto.randomUUID(),
    messageId: scene.message.id,
    body: "Tried",
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  client.onFrame((frame) => {
    if (!("ref" in frame) || frame.ref !== ref) return;
    resolve(frame.type === "error" ? frame.code : frame.type);
  });
  return await within(promise, `an answer to ${type}`);
}
