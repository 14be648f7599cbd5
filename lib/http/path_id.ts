import { notFound } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";

const NOUN = {
  id: "request",
  messageId: "message",
  tokenId: "token",
  passkeyId: "passkey",
  userId: "person",
} as const;

/** The id that a path names. @throws HotlineError `not_found`: what is no id, nothing has. */
export function pathId(
  { params }: { params: Record<string, string> },
  name: keyof typeof NOUN = "id",
): string {
  const id = idSchema.safeParse(params[name]);
  if (!id.success) throw notFound(NOUN[name]);
  return id.data;
}
