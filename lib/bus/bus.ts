import { z } from "zod";
import { idSchema, seqSchema } from "../model/id.ts";
import { kindSchema } from "../model/message.ts";

const eventsHintSchema = z.object({
  v: z.literal(1),
  type: z.literal("events"),
  requestId: idSchema,
  events: z.array(z.object({ seq: seqSchema, kind: kindSchema, json: z.string() })),
  /** How many changes of access the publisher knew of: see AccessWatch. */
  access: z.int().nonnegative(),
});

/** Somebody's session or role changed: check again who may be here. */
const accessHintSchema = z.object({ v: z.literal(1), type: z.literal("access") });

export const hintSchema = z.discriminatedUnion("type", [eventsHintSchema, accessHintSchema]);
export type Hint = z.infer<typeof hintSchema>;

/**
 * The bus tells the isolates of a process what one of them just stored.
 *
 * - A hint MAY be lost, doubled, late or out of order; whoever receives one MUST be right
 *   without it (the log is the truth, and the poll finds what no hint announced).
 * - `publish` MUST be called after the commit, never before; it never throws for a
 *   receiver's sake and never waits.
 * - A publisher does not receive its own hints.
 * - Hints of one publisher that do arrive, arrive in the order in which they were published.
 */
export interface Bus {
  publish(hint: Hint): void;
  /** @returns what ends the subscription. */
  subscribe(listener: (hint: Hint) => void): () => void;
  close(): void;
}
