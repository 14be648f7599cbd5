import { z } from "zod";
import { clientIdSchema, idSchema, seqSchema, timeSchema } from "./id.ts";
import { BODY_MAX, PAGE_DEFAULT, PAGE_MAX, TITLE_MAX } from "./limits.ts";
import { lineSchema, textSchema } from "./text.ts";
import { userSchema } from "./user.ts";

export const statusSchema = z.enum(["open", "pending", "solved", "closed"]);
export type Status = z.infer<typeof statusSchema>;

/**
 * One ticket as clients see it. `participants` are those who wrote in it, earliest first; `access`
 * those whom agents let in besides the requester.
 */
export const requestSchema = z.object({
  id: idSchema,
  title: z.string(),
  status: statusSchema,
  requester: userSchema,
  assignee: userSchema.nullable(),
  participants: z.array(userSchema),
  access: z.array(userSchema).default([]),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  head: seqSchema,
  messageCount: z.int().nonnegative(),
  unread: z.int().nonnegative(),
});
export type Request = z.infer<typeof requestSchema>;

export const titleSchema = lineSchema(TITLE_MAX);

/** `POST /api/requests`. */
export const createRequestSchema = z.object({
  title: titleSchema,
  body: textSchema(BODY_MAX),
  clientId: clientIdSchema.optional(),
});
export type CreateRequest = z.infer<typeof createRequestSchema>;

/** `PATCH /api/requests/{id}`: at least one change. */
export const changeRequestSchema = z.object({
  title: titleSchema.optional(),
  status: statusSchema.optional(),
  assigneeId: idSchema.nullable().optional(),
  clientId: clientIdSchema.optional(),
}).refine(
  ({ title, status, assigneeId }) => [title, status, assigneeId].some((it) => it !== undefined),
  { message: "must change title, status or assigneeId", path: ["title"] },
);
export type ChangeRequest = z.infer<typeof changeRequestSchema>;

/** `PUT` and `DELETE /api/requests/{id}/access/{userId}`. */
export const changeAccessSchema = z.object({ clientId: clientIdSchema.optional() });

/** The query of `GET /api/requests`. */
export const listRequestsSchema = z.object({
  status: statusSchema.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
});
export type ListRequests = z.infer<typeof listRequestsSchema>;
