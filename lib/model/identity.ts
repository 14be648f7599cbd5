/** People as an OpenID Connect provider tells of them, and what Hotline calls them. */
import { z } from "zod";
import { NAME_MAX, USERNAME_MAX } from "./limits.ts";
import { nameSchema, usernameSchema } from "./user.ts";

/** Room in a username for what tells namesakes apart: "-" and eight characters. */
const SUFFIX_MAX = 9;

/** What proves who somebody is: these two alone, since e-mail addresses and names change hands. */
export const identitySchema = z.object({
  issuer: z.string().min(1).max(2000),
  /** At most 255 characters (OpenID Connect Core, 2). */
  subject: z.string().min(1).max(255).refine((text) => text.isWellFormed()),
});
export type Identity = z.infer<typeof identitySchema>;

const claim = z.string().optional().catch(undefined);

/** What the provider calls them (OpenID Connect Core, 5.1). What makes no sense counts as not said. */
export const profileSchema = z.object({
  name: claim,
  preferred_username: claim,
  email: claim,
});
export type Profile = z.infer<typeof profileSchema>;

/** The name that others see. */
export function nameOf({ name, preferred_username, email }: Profile, username: string): string {
  for (const text of [name, localPart(preferred_username), localPart(email)]) {
    // A cut may halve a character; the schema refuses it then.
    const parsed = nameSchema.safeParse(text?.trim().slice(0, NAME_MAX));
    if (parsed.success) return parsed.data;
  }
  return username;
}

/** The username to begin with; it has room for a suffix, as somebody may have it. */
export function usernameOf({ preferred_username, email, name }: Profile): string {
  for (const text of [localPart(preferred_username), localPart(email), name]) {
    const parsed = usernameSchema.safeParse(fitted(text ?? ""));
    if (parsed.success) return parsed.data;
  }
  return "person";
}

const localPart = (text: string | undefined): string | undefined => text?.split("@")[0];

/** "Zoë van Dijk" becomes "zoe-van-dijk". */
function fitted(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .slice(0, USERNAME_MAX - SUFFIX_MAX)
    .replace(/[._-]+$/, "");
}
