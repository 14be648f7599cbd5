import { z } from "zod";
import { clientIdSchema, idSchema, seqSchema } from "./id.ts";
import { CLIENT_ID_MAX } from "./limits.ts";
import { bodySchema, kindSchema } from "./message.ts";

const ref = z.string().max(CLIENT_ID_MAX, `must be at most ${CLIENT_ID_MAX} characters`).optional();

const joinRequest = z.object({
  type: z.literal("joinRequest"),
  ref,
  requestId: idSchema,
  after: seqSchema.optional(),
  epoch: z.string().max(CLIENT_ID_MAX).optional(),
});

const leaveRequest = z.object({ type: z.literal("leaveRequest"), ref, requestId: idSchema });

const sendMessage = z.object({
  type: z.literal("sendMessage"),
  ref,
  requestId: idSchema,
  clientId: clientIdSchema,
  body: bodySchema,
  kind: kindSchema.default("public"),
});

const updateMessage = z.object({
  type: z.literal("updateMessage"),
  ref,
  requestId: idSchema,
  clientId: clientIdSchema,
  messageId: idSchema,
  body: bodySchema,
});

const deleteMessage = z.object({
  type: z.literal("deleteMessage"),
  ref,
  requestId: idSchema,
  clientId: clientIdSchema,
  messageId: idSchema,
});

const ping = z.object({ type: z.literal("ping"), ref });

/** Every command that a client may send over a socket. */
export const clientFrameSchema = z.discriminatedUnion("type", [
  joinRequest,
  leaveRequest,
  sendMessage,
  updateMessage,
  deleteMessage,
  ping,
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;
/** A command as a client writes it, before defaults are filled in. */
export type ClientFrameInput = z.input<typeof clientFrameSchema>;
