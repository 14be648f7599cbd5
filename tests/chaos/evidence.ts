/** A small faultless run, of which tests break one thing at a time. */
import type { Evidence } from "./check.ts";
import type { ClientHistory, Seen, Sent } from "./history.ts";
import type { MessageFacts, StoredEntry } from "./stored_log.ts";

export const REQUEST_ID = "request";

const ann = { name: "ann", userId: "ann", role: "requester" as const };
const mia = { name: "mia", userId: "mia", role: "agent" as const };

export const message = (seq: number, changes: Partial<MessageFacts> = {}): MessageFacts => ({
  id: `message ${seq}`,
  seq,
  kind: "public",
  authorId: "ann",
  clientId: `command ${seq}`,
  body: `body ${seq}`,
  isDeleted: false,
  ...changes,
});

export function entry(seq: number, about: MessageFacts, type: StoredEntry["type"]): StoredEntry {
  return { seq, type, kind: about.kind, digest: seq * 100, message: about };
}

export function sent(seq: number, changes: Partial<Sent> = {}): Sent {
  const acks = [{ seq, messageId: `message ${seq}`, atMs: seq }];
  const base = { type: "sendMessage" as const, body: `body ${seq}`, messageId: null };
  return { clientId: `command ${seq}`, ...base, acks, refusal: null, ...changes };
}

export const seen = (seq: number, changes: Partial<Seen> = {}): Seen => ({
  seq,
  requestId: REQUEST_ID,
  isHidden: false,
  isNote: false,
  digest: seq * 100,
  atMs: seq,
  ...changes,
});

/** Ann writes 1 and 2, Mia a note, 3; Ann edits 2 and deletes 1. */
export function faultless(): Evidence & { ann: ClientHistory; mia: ClientHistory } {
  const note = message(3, { kind: "note", authorId: "mia" });
  const edited = message(2, { body: "edited" });
  const deleted = message(1, { body: "", isDeleted: true });
  const about = { requestId: REQUEST_ID, isAllowed: true, signedOutAtMs: null };
  const hidden = seen(3, { isHidden: true, digest: 1 });
  const commands = [
    sent(1),
    sent(2),
    sent(4, { type: "updateMessage", messageId: "message 2", body: "edited" }),
    sent(5, { type: "deleteMessage", messageId: "message 1", body: "" }),
  ];
  const annHistory: ClientHistory = {
    ...ann,
    ...about,
    joins: [
      { after: 0, events: [seen(1), seen(2)], head: 1, headAtLeast: 0 },
      { after: 2, events: [hidden, seen(4), seen(5)], head: 3, headAtLeast: 3 },
    ],
    sent: new Map(commands.map((command) => [command.clientId, command])),
  };
  const miaHistory: ClientHistory = {
    ...mia,
    ...about,
    joins: [{
      after: 0,
      events: [seen(1), seen(2), seen(3, { isNote: true }), seen(4), seen(5)],
      head: 2,
      headAtLeast: 2,
    }],
    sent: new Map([["command 3", sent(3)]]),
  };
  return {
    logs: [{
      requestId: REQUEST_ID,
      head: 5,
      entries: [
        entry(1, message(1), "newMessage"),
        entry(2, message(2), "newMessage"),
        entry(3, note, "newMessage"),
        entry(4, edited, "messageUpdated"),
        entry(5, deleted, "messageDeleted"),
      ],
      messages: [deleted, edited, note],
    }],
    histories: [annHistory, miaHistory],
    pages: [
      { history: annHistory, messages: [deleted, edited] },
      { history: miaHistory, messages: [deleted, edited, note] },
    ],
    ann: annHistory,
    mia: miaHistory,
  };
}
