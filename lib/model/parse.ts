import type { z } from "zod";
import { type ErrorCode, type FieldError, HotlineError } from "./errors.ts";

/** What is wrong, field by field; the whole value is named "body". */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map(({ path, message }) => ({
    path: path.length > 0 ? path.join(".") : "body",
    message,
  }));
}

/**
 * Parses what came over an edge.
 *
 * @throws HotlineError with `code`, naming every field that is missing or wrong.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: ErrorCode = "invalid",
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = fieldErrors(result.error);
  const message = fields.map((field) => `${field.path}: ${field.message}`).join("; ");
  throw new HotlineError(code, message, { fields });
}
