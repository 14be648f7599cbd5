/** What Hotline stores in Deno KV: every record carries a version and is parsed when read. */
import { z } from "zod";
import { kindSchema, type Message, messageSchema } from "../model/message.ts";
import { type Request, requestSchema } from "../model/request.ts";
import { idSchema, seqSchema } from "../model/id.ts";

/** A request as stored: `unread` belongs to a viewer, so it is not part of it. */
export type RequestRecord = Omit<Request, "unread">;

export const requestRecordSchema = z.object({
  v: z.literal(1),
  request: requestSchema.omit({ unread: true }),
});

/**
 * JSON is stored as bytes of UTF-8: that is at most 6 bytes a character, whatever the
 * text, so that the longest body fits KV's 64 KiB; a string with one wide character
 * would cost 2 bytes for each of its escapes as well.
 */
const jsonSchema = z.instanceof(Uint8Array);

export const eventRecordSchema = z.object({ v: z.literal(1), kind: kindSchema, json: jsonSchema });
export const messageRecordSchema = z.object({ v: z.literal(1), json: jsonSchema });
export const placeRecordSchema = z.object({ v: z.literal(1), kind: kindSchema, seq: seqSchema });
export type Place = z.infer<typeof placeRecordSchema>;

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

/** JSON as a record holds it: in bytes of UTF-8. */
export const encodeJson = (json: string): Uint8Array => encoder.encode(json);
/** The JSON that a record holds, as text again. */
export const decodeJson = (bytes: Uint8Array): string => decoder.decode(bytes);

/** The message that a stored record holds. @throws {Error} if the value is no such record. */
export function readMessage(value: unknown): Message {
  return messageSchema.parse(JSON.parse(decodeJson(messageRecordSchema.parse(value).json)));
}
