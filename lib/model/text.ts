import { z } from "zod";

/**
 * Text as people write it: line ends become "\n", the ends are trimmed, and what
 * is left has 1 to `max` UTF-16 code units. Lone surrogates and NUL are refused,
 * since UTF-8 cannot carry the ones and HTML not the other: they would change on
 * their way.
 */
export function textSchema(max: number) {
  return z.string("must be text")
    .transform((text) => text.replace(/\r\n?/g, "\n").trim())
    .pipe(
      z.string()
        .min(1, "must not be empty")
        .max(max, `must be at most ${max} characters`)
        .refine(
          (text) => text.isWellFormed() && !text.includes("\0"),
          "must not contain broken characters",
        ),
    );
}

/** Text in one line: any white space and control characters in it become one space. */
export function lineSchema(max: number) {
  return z.string("must be text")
    // deno-lint-ignore no-control-regex
    .transform((text) => text.replace(/[\s\x00-\x1f\x7f]+/g, " "))
    .pipe(textSchema(max));
}
