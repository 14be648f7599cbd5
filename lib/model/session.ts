/** Sessions of browsers and API tokens: what each may do, and how its owner recognises it. */
import { z } from "zod";
import { lineSchema } from "./text.ts";

/** What an API token may do: read what its owner may read, write what its owner may write. */
export const scopeSchema = z.enum(["read", "write"]);
export type Scope = z.infer<typeof scopeSchema>;

/** Longest name of an API token, in UTF-16 code units after trimming. */
export const TOKEN_NAME_MAX = 60;

/** `POST /api/tokens`. */
export const newTokenSchema = z.object({
  name: lineSchema(TOKEN_NAME_MAX),
  scopes: z.array(scopeSchema, "must be a list of read and write")
    .min(1, "must hold read, write or both")
    .default(["read", "write"])
    .transform((scopes) => [...new Set(scopes)]),
});
export type NewToken = z.infer<typeof newTokenSchema>;

/** From where somebody comes. Null is what is not known, as on the command line. */
export interface Visitor {
  /** An IP address. */
  address: string | null;
  /** What the browser or program calls itself (`User-Agent`). */
  device: string | null;
}

/** Longest name of a device that is kept, in UTF-16 code units: a header can be as long as it likes. */
export const DEVICE_MAX = 300;

/** Nobody knows from where: the command line, and the start of a demo. */
export const UNKNOWN_VISITOR: Visitor = { address: null, device: null };
