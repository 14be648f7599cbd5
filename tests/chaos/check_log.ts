/** Holds what clients were told about their commands against the log. */
import type { ClientHistory, Sent } from "./history.ts";
import type { StoredEntry, StoredLog } from "./stored_log.ts";
import type { Violation } from "./violations.ts";

const EVENT_OF = {
  sendMessage: "newMessage",
  updateMessage: "messageUpdated",
  deleteMessage: "messageDeleted",
} as const;

/** The log in itself: dense, every command in it once, and its messages in their last state. */
export function checkLog(log: StoredLog): Violation[] {
  return [...holesIn(log), ...storedTwice(log), ...wrongMessages(log)];
}

function* holesIn({ requestId, head, entries }: StoredLog): Generator<Violation> {
  let last = 0;
  for (const { seq } of entries) {
    if (seq !== last + 1) yield { kind: "hole", what: `log ${requestId}: ${seq} after ${last}` };
    last = seq;
  }
  if (head !== last) {
    yield { kind: "hole", what: `log ${requestId}: the head is ${head}, the last event ${last}` };
  }
}

/** Bodies are unique to their command: the same one twice is a command that took effect twice. */
function* storedTwice({ requestId, entries }: StoredLog): Generator<Violation> {
  const seen = new Map<string, number>();
  for (const { seq, type, message } of entries) {
    if (!message) continue;
    const identity = type === "messageDeleted"
      ? `deletion of ${message.id}`
      : type === "newMessage"
      ? `${message.authorId} ${message.clientId}`
      : `${message.id} ${message.body}`;
    const first = seen.get(identity);
    if (first !== undefined) {
      yield { kind: "stored twice", what: `log ${requestId}: ${seq} repeats ${first}` };
    }
    seen.set(identity, first ?? seq);
  }
}

/** A page of messages has to show what the events come to. */
function* wrongMessages({ requestId, entries, messages }: StoredLog): Generator<Violation> {
  const last = new Map<string, StoredEntry>();
  for (const entry of entries) if (entry.message) last.set(entry.message.id, entry);
  const shown = new Map(messages.map((message) => [message.id, message]));
  for (const [id, { seq, message }] of last) {
    const { body, isDeleted } = shown.get(id) ?? {};
    if (body === message?.body && isDeleted === message?.isDeleted) continue;
    yield {
      kind: "edit lost",
      what: `log ${requestId}: message ${id} is not as event ${seq} says`,
    };
  }
  for (const id of shown.keys()) {
    if (last.has(id)) continue;
    yield { kind: "differs from the log", what: `log ${requestId}: no event made message ${id}` };
  }
}

/** Every acknowledged command is in the log, at the number that was acknowledged. */
export function* checkAcknowledged(
  { name, requestId, userId, sent }: ClientHistory,
  log: StoredLog,
): Generator<Violation> {
  for (const command of sent.values()) {
    for (const { seq, messageId } of command.acks) {
      const entry = log.entries[seq - 1];
      if (entry && isEffectOf(entry, command, userId, messageId)) continue;
      const kind = command.type === "sendMessage" ? "acknowledged but lost" : "edit lost";
      const what = `${name}: ${command.type} ${command.clientId} is not event ${seq}`;
      yield { kind, what: `${what} of ${requestId}` };
    }
  }
}

function isEffectOf(
  { type, message }: StoredEntry,
  command: Sent,
  userId: string,
  messageId: string | null,
): boolean {
  if (type !== EVENT_OF[command.type] || message === null) return false;
  if (command.type === "sendMessage") {
    const isTheirs = message.authorId === userId && message.clientId === command.clientId;
    return isTheirs && message.body === command.body && message.id === messageId;
  }
  if (message.id !== command.messageId) return false;
  return command.type === "deleteMessage" ? message.isDeleted : message.body === command.body;
}
