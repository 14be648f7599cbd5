/** Sessions of browsers and API tokens: what each may do, and how its owner recognises it. */
import { z } from "zod";
import { clientIdSchema } from "./id.ts";
import { lineSchema } from "./text.ts";

/** What an API token may do: read what its owner may read, write what its owner may write. */
export const scopeSchema = z.enum(["read", "write"]);
export type Scope = z.infer<typeof scopeSchema>;

/** Longest name of an API token, in UTF-16 code units after trimming. */
export const TOKEN_NAME_MAX = 60;
/** API tokens that one person may have at a time. */
export const TOKENS_MAX = 50;

/** `POST /api/tokens`. */
export const newTokenSchema = z.object({
  name: lineSchema(TOKEN_NAME_MAX),
  scopes: z.array(scopeSchema, "must be a list of read and write")
    .min(1, "must hold read, write or both")
    .default(["read", "write"])
    .transform((scopes) => [...new Set(scopes)]),
});
export type NewToken = z.infer<typeof newTokenSchema>;

/** With the id by which a call that is sent twice is known. */
export const tokenCallSchema = newTokenSchema.extend({ clientId: clientIdSchema });

/** The same as a form, with a checkbox for each scope. */
export const tokenFormSchema = z.preprocess((input) => {
  const form = z.record(z.string(), z.string()).catch({}).parse(input);
  return { ...form, scopes: scopeSchema.options.filter((scope) => form[scope] !== undefined) };
}, tokenCallSchema);

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

/** A session in a browser, as its owner sees it. */
export interface OwnSession {
  /** Stands for the session, and opens nothing. */
  id: string;
  /** In words: "Firefox on Linux". */
  device: string;
  /** The IP address from which it began. */
  address: string | null;
  /** Null for sessions from before it was kept. */
  createdAt: string | null;
  /** To the hour. */
  lastUsedAt: string;
  /** Whether it is the one that asks. */
  isCurrent: boolean;
}

/** An API token, as its owner sees it: without the secret. */
export interface ApiToken {
  id: string;
  name: string;
  scopes: readonly Scope[];
  createdAt: string;
  /** To the hour; that of its making, until it is used. */
  lastUsedAt: string;
}
