/** Forms: what is wrong with them is told beside the field, with everything still filled in. */
import type { z } from "zod";
import { type FieldError, HotlineError } from "../model/errors.ts";
import { fieldErrors } from "../model/parse.ts";
import { readText } from "./body.ts";
import { retryAfter } from "./problem.ts";

/** A form as its page shows it. */
export interface ShownForm {
  errors: FieldError[];
  /** What was filled in before, by field. */
  values: Record<string, string>;
}

/** A form that nobody has filled in yet. */
export const EMPTY_FORM: ShownForm = { errors: [], values: {} };

export type FormResult<Value> = { ok: true; value: Value } | { ok: false } & ShownForm;

/** The fields of a form. What is wrong is for the person who filled it in, beside what they wrote. */
export async function parseForm<Schema extends z.ZodType>(
  req: Request,
  schema: Schema,
): Promise<FormResult<z.output<Schema>>> {
  const values = Object.fromEntries(new URLSearchParams(await readText(req)));
  const result = schema.safeParse(values);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, errors: fieldErrors(result.error), values };
}

/**
 * A form that was in order, but refused: it comes back with everything filled in, and says why
 * beside its field, or above them all. To be given to `page`. @throws whatever is no refusal.
 */
export function refusedForm(
  error: unknown,
  values: Record<string, string>,
): [shown: ShownForm, answer: { status: number; headers: HeadersInit }] {
  if (!(error instanceof HotlineError)) throw error;
  const errors = [{ path: error.fields[0]?.path ?? "form", message: error.message }];
  const headers = error.retryable ? { "retry-after": retryAfter(error) } : {};
  return [{ errors, values }, { status: error.status, headers }];
}

/** The value of a form that has no place to show what is wrong. @throws HotlineError `invalid`. */
export function formValue<Value>(result: FormResult<Value>): Value {
  if (result.ok) return result.value;
  const message = result.errors.map((error) => `${error.path}: ${error.message}`).join("; ");
  throw new HotlineError("invalid", message, { fields: result.errors });
}

/**
 * What a refusal says to who filled in a form: beside its fields, or about the whole of it. Throws
 * what is no such refusal, and what signing in would help against.
 */
export function refusalOf(error: unknown): { errors: FieldError[]; status: number } {
  if (!(error instanceof HotlineError) || error.code === "unauthenticated") throw error;
  const { fields, message, status } = error;
  return { errors: fields.length > 0 ? fields : [{ path: "form", message }], status };
}
