import { z } from "zod";
import { clientIdSchema, idSchema, seqSchema, timeSchema } from "./id.ts";
import { BODY_MAX, PAGE_DEFAULT, PAGE_MAX } from "./limits.ts";
import { textSchema } from "./text.ts";
import { userSchema } from "./user.ts";

/** A `public` message is for everyone in the request, a `note` for agents and admins alone. */
export const kindSchema = z.enum(["public", "note"]);
export type Kind = z.infer<typeof kindSchema>;

/** A message in its present state. `seq` is that of the event that created it. */
export const messageSchema = z.object({
  id: idSchema,
  requestId: idSchema,
  seq: seqSchema,
  clientId: clientIdSchema,
  author: userSchema,
  kind: kindSchema,
  body: z.string(),
  createdAt: timeSchema,
  editedAt: timeSchema.nullable(),
  deletedAt: timeSchema.nullable(),
  replyTo: idSchema.nullable(),
  attachments: z.array(z.never()),
  reactions: z.record(z.string(), z.array(idSchema)),
});
export type Message = z.infer<typeof messageSchema>;

export const bodySchema = textSchema(BODY_MAX);

/** What a sender gives of a new message, over any transport. */
export const sendMessageSchema = z.object({
  clientId: clientIdSchema,
  body: bodySchema,
  kind: kindSchema.default("public"),
});
export type SendMessage = z.infer<typeof sendMessageSchema>;

export const updateMessageSchema = z.object({ clientId: clientIdSchema, body: bodySchema });
export const deleteMessageSchema = z.object({ clientId: clientIdSchema });

/** The query of `GET /api/requests/{id}/messages`; `before` and `after` are exclusive. */
export const listMessagesSchema = z.object({
  before: z.coerce.number().pipe(seqSchema).optional(),
  after: z.coerce.number().pipe(seqSchema).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
}).refine(
  ({ before, after }) => before === undefined || after === undefined,
  { message: "cannot be combined with before", path: ["after"] },
);
export type ListMessages = z.infer<typeof listMessagesSchema>;
