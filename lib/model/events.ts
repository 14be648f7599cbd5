/** What the server sends. Types alone: the server builds these, and clients ignore what they do not know. */
import type { ErrorCode } from "./errors.ts";
import type { Message } from "./message.ts";
import type { Request } from "./request.ts";
import type { User } from "./user.ts";

/** Somebody wrote; `seq` is also the message's own from now on. */
export interface NewMessage {
  type: "newMessage";
  requestId: string;
  seq: number;
  message: Message;
}

/** A message got another body; it keeps its own `seq`, and so its place. */
export interface MessageUpdated {
  type: "messageUpdated";
  requestId: string;
  seq: number;
  message: Message;
}

/** A message was deleted; `message` is what stays in its place, with an empty body. */
export interface MessageDeleted {
  type: "messageDeleted";
  requestId: string;
  seq: number;
  messageId: string;
  message: Message;
}

/** The new values of what a command changes; null as `assignee` leaves it with nobody. */
export interface RequestChanges {
  title?: string;
  status?: Request["status"];
  assignee?: User | null;
}

/** What a change was, as the log tells it; `granted` was let in, `revoked` was put out. */
export interface LoggedChanges extends RequestChanges {
  granted?: User;
  revoked?: User;
}

/** The request itself was changed; `request` is all of it as it was then. */
export interface RequestUpdated {
  type: "requestUpdated";
  requestId: string;
  seq: number;
  request: Request;
  changes: LoggedChanges;
}

/** Stands for an event that this viewer may not see, so that the numbering has no hole. */
export interface Hidden {
  type: "hidden";
  requestId: string;
  seq: number;
}

/** A numbered fact, as it stands in the log. */
export type StoredEvent = NewMessage | MessageUpdated | MessageDeleted | RequestUpdated;

/** A numbered fact, as one viewer receives it. */
export type LogEvent = StoredEvent | Hidden;

/** What a client keeps to: code units of a body, bytes of a frame, requests joined at a time. */
export interface Limits {
  bodyMax: number;
  frameMaxBytes: number;
  joinsMax: number;
}

/** The first frame on a socket; after `heartbeatMs` of silence a client asks `ping`. */
export interface Welcome {
  type: "welcome";
  protocol: "hotline.v1";
  sessionId: string;
  user: User;
  heartbeatMs: number;
  limits: Limits;
}

/** The client has all that came after its cursor up to `head`, and gets what follows. */
export interface Joined {
  type: "joined";
  ref?: string | undefined;
  requestId: string;
  head: number;
  epoch: string;
  members: User[];
}

/** A command is durably stored as event `seq`; `duplicate` if an earlier copy of it was. */
export interface Ack {
  type: "ack";
  ref?: string | undefined;
  requestId: string;
  clientId: string;
  seq: number;
  messageId?: string | undefined;
  duplicate: boolean;
}

/** A refusal; `ref`, `requestId` and `clientId` say of what, as far as the server knows. */
export interface ErrorFrame {
  type: "error";
  ref?: string | undefined;
  requestId?: string | undefined;
  clientId?: string | undefined;
  code: ErrorCode;
  message: string;
  retryable: boolean;
  /** How long to wait before the same command is worth sending again. */
  retryAfterMs?: number | undefined;
}

export type ServerFrame =
  | LogEvent
  | Welcome
  | Joined
  | Ack
  | ErrorFrame
  | { type: "left"; ref?: string | undefined; requestId: string }
  | { type: "pong"; ref?: string | undefined; at: string }
  | { type: "reconnect"; afterMs: number };

/** Close codes of the protocol that Hotline itself uses. */
export const CLOSE = {
  done: 1000,
  tooLarge: 1009,
  restart: 1012,
  badFrames: 4400,
  signedOut: 4401,
  noAccess: 4403,
  silent: 4408,
  slow: 4413,
  tooMany: 4429,
} as const;

/** WebSocket subprotocols, in the server's order of preference. */
export const SUBPROTOCOL = { batch: "hotline.v1.batch", plain: "hotline.v1" } as const;
