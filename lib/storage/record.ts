/** What Hotline stores in Deno KV: every record carries a version and is parsed when read. */
import { z } from "zod";
import { type Kind, kindSchema, type Message, messageSchema } from "../model/message.ts";
import { type Request, requestSchema } from "../model/request.ts";
import { idSchema, seqSchema } from "../model/id.ts";
import type { User } from "../model/user.ts";
import type { LoggedEvent } from "./command.ts";

/** A request as stored: `unread` belongs to a viewer, so it is not part of it. */
export type RequestRecord = Omit<Request, "unread">;

export const requestRecordSchema = z.object({
  v: z.literal(1),
  request: requestSchema.omit({ unread: true }),
});

export const messageRecordSchema = z.object({ v: z.literal(1), message: messageSchema });

/** What a command came to, and in which commit, so that a doubtful commit knows its own. */
export const commandRecordSchema = z.object({
  v: z.literal(1),
  seq: seqSchema,
  messageId: idSchema.nullable(),
  commitId: z.string(),
});
export type CommandRecord = z.infer<typeof commandRecordSchema>;

export const creationRecordSchema = z.object({ v: z.literal(1), requestId: idSchema });

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A record of the log as bytes of UTF-8 JSON: KV stores bytes as they are, without serialising
 * them again, and one character of a body takes at most 6 of them, so that the longest one fits
 * KV's 64 KiB.
 */
export function encodeRecord<Stored extends { v: 1 }>(record: Stored): Uint8Array {
  return encoder.encode(JSON.stringify(record));
}

/** @throws {Error} if the value holds no such record. */
export function decodeRecord<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  return schema.parse(JSON.parse(textOf(value)));
}

/** What stands before and after the frame, so that it is cut out of a record without being parsed. */
const BEFORE_FRAME: readonly (readonly [Kind, string])[] = kindSchema.options
  .map((kind) => [kind, `{"v":1,"kind":"${kind}","frame":`]);
const AFTER_FRAME = "}";

/** An event's record: the frame's JSON as it is sent, in an envelope of JSON. */
export function encodeEvent({ kind, json }: Omit<LoggedEvent, "seq">): Uint8Array {
  const [, before] = BEFORE_FRAME.find(([known]) => known === kind)!;
  return encoder.encode(before + json + AFTER_FRAME);
}

/** @throws {Error} if the value is no event's record. */
export function decodeEvent(seq: number, value: unknown): LoggedEvent {
  const text = textOf(value);
  const found = BEFORE_FRAME.find(([, before]) => text.startsWith(before));
  if (!found) throw new Error(`the record of event ${seq} is of another version`);
  const [kind, before] = found;
  return { seq, kind, json: text.slice(before.length, -AFTER_FRAME.length) };
}

const newMessageSchema = z.object({ type: z.literal("newMessage"), message: messageSchema });

/** The message that an event brought; null if it brought none. */
export function newMessageOf({ json }: LoggedEvent): Message | null {
  if (!json.startsWith('{"type":"newMessage"')) return null;
  return newMessageSchema.parse(JSON.parse(json)).message;
}

const requestUpdatedSchema = z.object({
  type: z.literal("requestUpdated"),
  request: requestSchema.pick({ access: true }),
});

/** Who has been let in once these events, in order, have happened; null if none of them says so. */
export function accessAfter(events: readonly LoggedEvent[]): User[] | null {
  const newest = events.findLast(({ json }) => json.startsWith('{"type":"requestUpdated"'));
  return newest ? requestUpdatedSchema.parse(JSON.parse(newest.json)).request.access : null;
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return decoder.decode(value);
  throw new Error("a record of the log is not in bytes");
}
