/** Secrets that open something by themselves. The database knows their hashes alone. */
import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, in base64url. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** Whether a text can be such a secret: anything else is not worth a read. */
export const isSecret = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

/** A fast hash is enough: a secret has 256 random bits, so there is nothing to guess. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
