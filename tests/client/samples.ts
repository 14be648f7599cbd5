/** People, requests and frames for the client's tests. */
import type { Pending } from "../../lib/client/pending.ts";
import type { Ack, Joined, NewMessage, Welcome } from "../../lib/model/events.ts";
import type { Message } from "../../lib/model/message.ts";
import type { Request } from "../../lib/model/request.ts";
import type { User } from "../../lib/model/user.ts";

export const REQUEST_ID = "01K00000000000000000000001";
export const EPOCH = "first";
const TIME = "2026-01-01T00:00:00.000Z";

export const asker: User = { id: "U1", username: "asker", name: "Asker", role: "requester" };
export const agent: User = { id: "U2", username: "agent", name: "Agent", role: "agent" };

export const request: Request = {
  id: REQUEST_ID,
  title: "Printer on fire",
  status: "open",
  requester: asker,
  assignee: null,
  participants: [asker],
  access: [],
  createdAt: TIME,
  updatedAt: TIME,
  head: 0,
  messageCount: 0,
  unread: 0,
};

export function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `M${seq}`,
    requestId: REQUEST_ID,
    seq,
    clientId: `theirs-${seq}`,
    author: agent,
    kind: "public",
    body: `message ${seq}`,
    createdAt: TIME,
    editedAt: null,
    deletedAt: null,
    replyTo: null,
    attachments: [],
    reactions: {},
    ...change,
  };
}

export function newMessage(seq: number, change: Partial<Message> = {}): NewMessage {
  return { type: "newMessage", requestId: REQUEST_ID, seq, message: message(seq, change) };
}

/** A message of this person that the server has not answered; its words are its `clientId`. */
export function unsent(clientId: string, change: Partial<Pending> = {}): Pending {
  return {
    clientId,
    command: { type: "sendMessage", body: clientId, kind: "public" },
    writtenAt: TIME,
    failure: null,
    ackedSeq: null,
    ...change,
  };
}

export function joined(head: number, epoch = EPOCH): Joined {
  return { type: "joined", requestId: REQUEST_ID, head, epoch, members: [asker] };
}

export function ack(clientId: string, seq: number, duplicate = false): Ack {
  return { type: "ack", requestId: REQUEST_ID, clientId, seq, duplicate };
}

export function welcome(change: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    protocol: "hotline.v1",
    sessionId: "S1",
    user: asker,
    heartbeatMs: 15_000,
    limits: { bodyMax: 10_000, frameMaxBytes: 65_536, joinsMax: 200 },
    ...change,
  };
}

/** Messages `from` to `to`, as a page ending at the head `to`. */
export function page(from: number, to: number, hasMore = false, epoch = EPOCH) {
  const messages = Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
  return { messages, head: to, epoch, hasMore };
}
