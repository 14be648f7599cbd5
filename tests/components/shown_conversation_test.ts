import { deepEqual, equal } from "node:assert/strict";
import { type KnownConversation, shownConversation } from "../../components/shown_conversation.ts";
import type { Pending, SendCommand } from "../../lib/client/pending.ts";
import type { Message } from "../../lib/model/message.ts";
import { asker, helper, person, request } from "./samples.tsx";

const stored: Message = {
  id: "01K00000000000000000000001",
  requestId: "01K00000000000000000000000",
  seq: 1,
  clientId: "first",
  author: asker,
  kind: "public",
  body: "Hello",
  createdAt: "2026-11-22T14:02:00.000Z",
  editedAt: null,
  deletedAt: null,
  replyTo: null,
  attachments: [],
  reactions: {},
};

const sending: Pending<SendCommand> = {
  clientId: "second",
  command: { type: "sendMessage", body: "Anybody?", kind: "public" },
  writtenAt: "2026-11-22T14:03:00.000Z",
  failure: null,
  ackedSeq: null,
};

const shown = (change: Partial<KnownConversation> = {}) =>
  shownConversation({
    me: asker,
    request: request(),
    messages: [stored],
    pending: [],
    pendingChanges: new Map(),
    ...change,
  });

Deno.test("a message keeps its key when it is stored, so that nothing is drawn anew", () => {
  const [before] = shown({ messages: [], pending: [{ ...sending, clientId: "first" }] });
  const [after] = shown();
  equal(before?.key, after?.key);
});

Deno.test("what is on its way comes last, and is not to be edited yet", () => {
  const [, last] = shown({ pending: [sending] });
  equal(last?.body, "Anybody?");
  equal(last?.mayEdit, false);
  deepEqual(last?.delivery, { clientId: "second", failure: null, canRetry: false });
});

Deno.test("what failed tells why, and whether trying again can help", () => {
  const failure = { code: "unavailable", message: "Busy.", canRetry: true } as const;
  const [, last] = shown({ pending: [{ ...sending, failure }] });
  deepEqual(last?.delivery, { clientId: "second", failure: "Busy.", canRetry: true });
});

Deno.test("an edit on its way is shown in place", () => {
  const edit = { type: "updateMessage", messageId: stored.id, body: "Hello all" } as const;
  const [first] = shown({ pendingChanges: new Map([[stored.id, { ...sending, command: edit }]]) });
  equal(first?.body, "Hello all");
  equal(first?.delivery?.clientId, "second");
});

Deno.test("only an author edits, an author and an admin delete, and nobody in a closed request", () => {
  const rights = (change: Partial<KnownConversation>) => {
    const [first] = shown(change);
    return [first?.mayEdit, first?.mayDelete];
  };
  deepEqual(rights({ me: asker }), [true, true]);
  deepEqual(rights({ me: helper }), [false, false]);
  deepEqual(rights({ me: person("Alex Admin", "admin") }), [false, true]);
  deepEqual(rights({ request: request({ status: "closed" }) }), [false, false]);
});
