/** What each schema of the model takes, written as the schema gives it back. */
import fc from "fast-check";
import type { z } from "zod";
import * as frames from "../../lib/model/frames.ts";
import * as messages from "../../lib/model/message.ts";
import * as requests from "../../lib/model/request.ts";
import * as users from "../../lib/model/user.ts";
import type { Fields } from "./mutations.ts";

/** A schema with values that it takes. */
export interface Sample {
  name: string;
  schema: z.ZodType;
  valid: fc.Arbitrary<Fields>;
  /** The names of its fields. */
  fields: string[];
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const id = fc.array(fc.constantFrom(...CROCKFORD), { minLength: 25, maxLength: 25 })
  .map((letters) => `0${letters.join("")}`);
const clientId = fc.oneof(fc.uuid(), fc.constantFrom("~", "!", "x".repeat(64)));
const words = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
  fc.constantFrom("Hi", "\u202eolleh", "a\nb", "\u4e16\u754c", "__proto__", "</script>"),
);
const settled = (text: string): string => text.replace(/\r\n?/g, "\n").trim() || "x";
const body = words.map((text) => settled(text).replaceAll("\0", ""));
// deno-lint-ignore no-control-regex
const line = words.map((text) => settled(text.replace(/[\s\x00-\x1f\x7f]+/g, " ")));
const kind = fc.constantFrom("public", "note");
const status = fc.constantFrom("open", "pending", "solved", "closed");
const username = fc.constantFrom("ann", "constructor", "a.b-c_d", "0".repeat(32));
const password = fc.constantFrom("correct horse", " ".repeat(8), "x".repeat(256));
const seq = fc.oneof(fc.nat({ max: 9 }), fc.constant(Number.MAX_SAFE_INTEGER));
const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** Frames of every type, to requests with these ids. */
export function validFrames(requestId: fc.Arbitrary<string>): fc.Arbitrary<Fields> {
  const ref = some(clientId);
  const about = { ref, requestId };
  const command = { ...about, clientId };
  const of = (type: string, fields: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record({ type: fc.constant(type), ...fields });
  return fc.oneof(
    of("joinRequest", { ...about, after: some(seq), epoch: some(id) }),
    of("leaveRequest", about),
    of("sendMessage", { ...command, body, kind }),
    of("updateMessage", { ...command, messageId: id, body }),
    of("deleteMessage", { ...command, messageId: id }),
    of("ping", { ref }),
  );
}

const sample = (
  name: string,
  schema: z.ZodObject,
  valid: Record<string, fc.Arbitrary<unknown>>,
): Sample => ({ name, schema, valid: fc.record(valid), fields: Object.keys(schema.shape) });

const credentials = { username, password };

/** The bodies of calls and forms. */
export const BODIES: Sample[] = [
  sample("signUpSchema", users.signUpSchema, { ...credentials, name: line }),
  sample("signInSchema", users.signInSchema, credentials),
  sample("createRequestSchema", requests.createRequestSchema, {
    title: line,
    body,
    clientId: some(clientId),
  }),
  sample("changeRequestSchema", requests.changeRequestSchema, {
    title: some(line),
    status,
    assigneeId: some(fc.option(id)),
    clientId: some(clientId),
  }),
  sample("sendMessageSchema", messages.sendMessageSchema, { clientId, body, kind }),
  sample("updateMessageSchema", messages.updateMessageSchema, { clientId, body }),
  sample("deleteMessageSchema", messages.deleteMessageSchema, { clientId }),
];

/** The queries of calls and pages. */
export const QUERIES: Sample[] = [
  sample("listRequestsSchema", requests.listRequestsSchema, {
    status: some(status),
    cursor: some(id),
    limit: fc.integer({ min: 1, max: 200 }),
  }),
  sample("listMessagesSchema", messages.listMessagesSchema, {
    before: some(seq),
    limit: fc.integer({ min: 1, max: 200 }),
  }),
];

/** Every name that a field of a frame has. */
export const FRAME_FIELDS: string[] = [
  ...new Set(frames.clientFrameSchema.options.flatMap(({ shape }) => Object.keys(shape))),
];
