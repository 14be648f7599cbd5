import { z } from "zod";
import { CLIENT_ID_MAX } from "./limits.ts";

/** A ULID (https://github.com/ulid/spec): 26 characters of Crockford's base 32. */
export const idSchema = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "must be a ULID");

/** The sender's own id of one command: a ULID, a UUID or the like. */
export const clientIdSchema = z.string()
  .min(1, "must not be empty")
  .max(CLIENT_ID_MAX, `must be at most ${CLIENT_ID_MAX} characters`)
  .regex(/^[\x21-\x7e]*$/, "must be printable ASCII without spaces");

/** A place in a request's log: 0 is before its first event. -0 becomes 0: keys tell them apart. */
export const seqSchema = z.int("must be a whole number").nonnegative("must not be negative")
  .overwrite((seq) => seq + 0);

/** A time as Hotline stores and sends it: ISO 8601 in UTC. */
export const timeSchema = z.iso.datetime("must be an ISO 8601 time in UTC");
