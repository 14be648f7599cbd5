/** Guests: people who ask one question without an account. */
import { z } from "zod";
import { BODY_MAX, EMAIL_MAX, GUEST_TITLE_MAX } from "./limits.ts";
import { textSchema } from "./text.ts";
import { nameSchema, signUpSchema } from "./user.ts";

/** An e-mail address that may be left out. */
const emailSchema = z.string("must be text")
  .trim()
  .transform((text) => text === "" ? null : text)
  .pipe(
    z.email("must be like name@example.org")
      .max(EMAIL_MAX, `must be at most ${EMAIL_MAX} characters`)
      .nullable(),
  );

/** The form of `/ask`. */
export const askSchema = z.object({
  name: nameSchema,
  email: emailSchema,
  question: textSchema(BODY_MAX),
  /** The secret of the private link that is to open the request: 256 bits in base64url. */
  link: z.string("must be text").regex(/^[A-Za-z0-9_-]{43}$/, "must be a link's secret"),
});
export type Ask = z.infer<typeof askSchema>;

/** A guest who becomes a user keeps their name. */
export const claimSchema = signUpSchema.omit({ name: true });
export type Claim = z.infer<typeof claimSchema>;

/** What is known of the guest who made a request. */
export interface GuestState {
  /** Personal: for staff alone. */
  email: string | null;
  /** Whether there is a link that opens the request. */
  hasLink: boolean;
  /** False once they have an account of their own. */
  isGuest: boolean;
}

/** A request's title, made of the first words of what was asked. */
export function titleOf(question: string): string {
  const lines = question.split("\n").map(oneLine);
  const line = lines.find((text) => text !== "") ?? "A question";
  if (line.length <= GUEST_TITLE_MAX) return line;
  let end = 0;
  // Not every language puts spaces between words.
  for (
    const { index, segment } of new Intl.Segmenter("en", { granularity: "word" }).segment(line)
  ) {
    if (index + segment.length >= GUEST_TITLE_MAX) break;
    end = index + segment.length;
  }
  const words = line.slice(0, end).trimEnd();
  return `${words || [...line].slice(0, GUEST_TITLE_MAX / 2).join("")}…`;
}

// deno-lint-ignore no-control-regex
const oneLine = (text: string): string => text.replace(/[\s\x00-\x1f\x7f]+/g, " ").trim();
