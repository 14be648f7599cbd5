import { HotlineError, notFound } from "../model/errors.ts";
import type { LoggedChanges } from "../model/events.ts";
import type { Message } from "../model/message.ts";
import { moveActivity, moveMutations } from "./activity.ts";
import { encodeAccessChange, encodeDeletion } from "./audit_outbox.ts";
import type {
  Command,
  DeleteCommand,
  EditCommand,
  LoggedEvent,
  Outcome,
  RequestCommand,
  SendCommand,
} from "./command.ts";
import { keys } from "./keys.ts";
import { messageIdAt } from "./message_id.ts";
import { type CommandRecord, encodeEvent, encodeRecord, type RequestRecord } from "./record.ts";
import { changeRequest, withParticipant } from "./request_change.ts";
import type { CommitPart } from "./shared_commits.ts";

/** A request and the versionstamp that a commit on top of it checks. */
export interface Head {
  request: RequestRecord;
  versionstamp: string;
}

/** At most: a key, or a mutation without a value. */
const KEY_BYTES = 300;

interface BatchOptions {
  /** The messages that the commands edit or delete, as far as they exist. */
  messages: Map<string, Message>;
  /** ISO 8601 time of the commit. */
  at: string;
  newId: () => string;
  /** Stored with every command, so that a commit in doubt can be told from others. */
  commitId: string;
  /** The versionstamp of the log's guard while the commands are judged. */
  judgedAt: string | null;
}

/** Commands of one request on their way into one atomic commit. */
export class Batch implements CommitPart {
  readonly events: LoggedEvent[] = [];
  readonly outcomes = new Map<Command, Outcome>();
  readonly commitId: string;
  readonly judgedAt: string | null;
  readonly #head: Head;
  readonly #options: BatchOptions;
  readonly #writes: { key: Deno.KvKey; value: Uint8Array }[] = [];
  #valueBytes = 0;
  #request: RequestRecord;

  constructor(head: Head, options: BatchOptions) {
    this.#head = head;
    this.#request = head.request;
    this.#options = options;
    this.commitId = options.commitId;
    this.judgedAt = options.judgedAt;
  }

  /** Takes a command in. @throws HotlineError if it is refused; the batch is then as before. */
  apply(command: Command): void {
    switch (command.type) {
      case "send":
        return this.#send(command);
      case "edit":
        return this.#edit(command);
      case "delete":
        return this.#delete(command);
      case "change":
      case "grant":
      case "revoke":
        return this.#change(command);
    }
  }

  #send(command: SendCommand): void {
    command.authorize({ request: this.#request, message: null });
    const seq = this.#request.head + 1;
    const message: Message = {
      id: messageIdAt(this.#options.newId(), seq),
      requestId: this.#request.id,
      seq,
      clientId: command.clientId,
      author: command.actor,
      kind: command.kind,
      body: command.body,
      createdAt: this.#options.at,
      editedAt: null,
      deletedAt: null,
      replyTo: null,
      attachments: [],
      reactions: {},
    };
    this.#request = {
      ...this.#request,
      messageCount: this.#request.messageCount + 1,
      // The requester sees this list, and must not learn from it who wrote notes.
      participants: command.kind === "public"
        ? withParticipant(this.#request.participants, command.actor)
        : this.#request.participants,
    };
    this.#logMessage("newMessage", command, message);
  }

  #edit(command: EditCommand): void {
    const message = this.#present(command);
    const edited = { ...message, body: command.body, editedAt: this.#options.at };
    const seq = this.#request.head + 1;
    this.#write(keys.messageEdit(message.requestId, message.id, seq), encodeRecord({ v: 1 }));
    this.#keepChanged(edited);
    this.#logMessage("messageUpdated", command, edited);
  }

  #delete(command: DeleteCommand): void {
    const message = this.#present(command);
    const deletedAt = this.#options.at;
    const tombstone = { ...message, body: "", attachments: [], reactions: {}, deletedAt };
    this.#keepChanged(tombstone);
    this.#logMessage("messageDeleted", command, tombstone);
    const due = keys.auditDue(message.requestId, this.#request.head);
    this.#write(due, encodeDeletion(command, message, deletedAt));
  }

  #change(command: RequestCommand): void {
    command.authorize({ request: this.#request, message: null });
    const { request, changes } = changeRequest(this.#request, command);
    this.#request = request;
    this.#logChange(command, changes);
    if (command.type === "change") return;
    const person = changes.granted ?? changes.revoked!;
    const due = keys.auditDue(request.id, this.#request.head);
    this.#write(due, encodeAccessChange(command, request.id, person, this.#options.at));
  }

  /** The message that a command is about, if it is there and its actor may touch it. */
  #present(command: EditCommand | DeleteCommand): Message {
    const message = this.#options.messages.get(command.messageId);
    if (!message) throw notFound("message");
    command.authorize({ request: this.#request, message });
    if (message.deletedAt) {
      throw new HotlineError("conflict", "The message has been deleted in the meantime.");
    }
    return message;
  }

  #logMessage(
    type: "newMessage" | "messageUpdated" | "messageDeleted",
    command: Command,
    message: Message,
  ): void {
    this.#options.messages.set(message.id, message);
    const json = JSON.stringify(message);
    const about = type === "messageDeleted" ? `"messageId":"${message.id}",` : "";
    this.#log(
      command,
      message.kind,
      message.id,
      (seq) =>
        `{"type":"${type}","requestId":"${message.requestId}","seq":${seq},${about}"message":${json}}`,
    );
  }

  /** Its events stay as they are; pages show it from here. */
  #keepChanged(message: Message): void {
    const key = keys.changedMessage(message.requestId, message.kind, message.seq);
    this.#write(key, encodeRecord({ v: 1, message }));
  }

  #logChange(command: Command, changes: LoggedChanges): void {
    this.#log(command, "public", null, (seq) =>
      JSON.stringify({
        type: "requestUpdated",
        requestId: this.#request.id,
        seq,
        request: { ...this.#request, unread: 0 },
        changes,
      }));
  }

  #log(
    command: Command,
    kind: LoggedEvent["kind"],
    messageId: string | null,
    frameOf: (seq: number) => string,
  ): void {
    const seq = this.#request.head + 1;
    this.#request = { ...this.#request, head: seq, updatedAt: this.#options.at };
    const json = frameOf(seq);
    const { id } = this.#request;
    const record: CommandRecord = { v: 1, seq, messageId, commitId: this.commitId };
    this.#write(keys.event(id, seq), encodeEvent({ kind, json }));
    this.#write(keys.command(id, command.actor.id, command.clientId), encodeRecord(record));
    this.events.push({ seq, kind, json });
    this.outcomes.set(command, { seq, messageId, isDuplicate: false });
  }

  #write(key: Deno.KvKey, value: Uint8Array): void {
    this.#writes.push({ key, value });
    this.#valueBytes += value.length;
  }

  get checks(): number {
    return 1 + this.outcomes.size;
  }

  get mutations(): number {
    return this.#writes.length + moveMutations(this.#head.request, this.#request);
  }

  get bytes(): number {
    return this.#valueBytes + this.mutations * KEY_BYTES;
  }

  get shard(): number {
    return keys.shardOf(this.#request.id);
  }

  /** Nothing is applied any more: the request is written as it has become. */
  seal(): this {
    this.#write(keys.request(this.#request.id), encodeRecord({ v: 1, request: this.#request }));
    return this;
  }

  /** The whole batch: it holds only if the head is as it was and every command is new. */
  writeTo(atomic: Deno.AtomicOperation): Deno.AtomicOperation {
    const { id } = this.#request;
    atomic.check({ key: keys.request(id), versionstamp: this.#head.versionstamp });
    for (const { actor, clientId } of this.outcomes.keys()) {
      atomic.check({ key: keys.command(id, actor.id, clientId), versionstamp: null });
    }
    for (const { key, value } of this.#writes) atomic.set(key, value);
    return moveActivity(atomic, this.#head.request, this.#request);
  }

  /** The head after the commit. */
  headAt(versionstamp: string): Head {
    return { request: this.#request, versionstamp };
  }
}
