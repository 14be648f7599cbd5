import { render } from "preact-render-to-string";
import type { VNode } from "preact";
import { SERVER_CLOCK } from "../../components/clock.ts";
import type { ConversationContext } from "../../components/MessageItem.tsx";
import type { ShownMessage } from "../../components/shown_message.ts";
import type { Request } from "../../lib/model/request.ts";
import type { Role, User } from "../../lib/model/user.ts";

/** What a page must never hold unescaped, in each of the ways out of HTML. */
export const HOSTILE = `<script>alert(1)</script><img src=x onerror="alert(2)">'&amp;`;

export function person(name: string, role: Role = "requester"): User {
  const id = name.toUpperCase().replace(/[^0-9A-HJKMNP-TV-Z]/g, "").padEnd(25, "0").slice(0, 25);
  return { id: `0${id}`, username: "someone", name, role };
}

export const asker = person("Robin Asker");
export const helper = person("Kim Helper", "agent");

let made = 0;

export function message(change: Partial<ShownMessage> = {}): ShownMessage {
  const number = ++made;
  return {
    key: `key ${number}`,
    id: `01K0000000000000000000${String(number).padStart(4, "0")}`,
    author: asker,
    kind: "public",
    body: "Hello",
    createdAt: "2026-11-22T14:02:00.000Z",
    editedAt: null,
    deletedAt: null,
    mayEdit: false,
    mayDelete: false,
    delivery: null,
    ...change,
  };
}

export function request(change: Partial<Request> = {}): Request {
  return {
    id: "01K00000000000000000000000",
    title: "A question",
    status: "open",
    requester: asker,
    assignee: null,
    participants: [asker],
    access: [],
    createdAt: "2026-11-22T14:00:00.000Z",
    updatedAt: "2026-11-22T14:02:00.000Z",
    head: 1,
    messageCount: 1,
    unread: 0,
    ...change,
  };
}

export function context(change: Partial<ConversationContext> = {}): ConversationContext {
  return {
    requestId: "01K00000000000000000000000",
    readerId: helper.id,
    clock: SERVER_CLOCK,
    task: null,
    ...change,
  };
}

export const html = (vnode: VNode): string => render(vnode);
