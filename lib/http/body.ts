/** Bodies of calls: read up to a bound, then parsed. */
import type { z } from "zod";
import { type ErrorCode, HotlineError } from "../model/errors.ts";
import { HTTP_BODY_MAX_BYTES } from "../model/limits.ts";
import { parseInput } from "../model/parse.ts";

/**
 * The JSON of a call; without a body, `{}`. What `defaults` holds stands in for fields that
 * are missing.
 *
 * @throws HotlineError `too_large`, or `invalid` naming the fields or `content-type`.
 */
export async function readJson<Schema extends z.ZodType>(
  req: Request,
  schema: Schema,
  defaults: Record<string, unknown> = {},
): Promise<z.output<Schema>> {
  assertNoForm(req.headers);
  const value = fromJson(await readText(req));
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return parseInput(schema, isObject ? { ...defaults, ...value } : value);
}

const FORM_TYPE = /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/**
 * No page has a form that makes a call, so one that does was put into a page. Other clients than
 * browsers may name what type they like: curl says `x-www-form-urlencoded` unless told otherwise.
 */
function assertNoForm(headers: Headers): void {
  const isBrowser = headers.has("origin") || headers.has("sec-fetch-site");
  if (!isBrowser || !FORM_TYPE.test(headers.get("content-type") ?? "")) return;
  const message = "must be application/json";
  throw new HotlineError("invalid", `content-type: ${message}`, {
    fields: [{ path: "content-type", message }],
  });
}

function fromJson(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw badBody("invalid", "must be JSON");
  }
}

/** An `Idempotency-Key` stands for `clientId`. */
export function idempotencyKey(req: Request): { clientId?: string } {
  const clientId = req.headers.get("idempotency-key");
  return clientId === null ? {} : { clientId };
}

/** The query of a call. @throws HotlineError `invalid` naming the fields. */
export function readQuery<Schema extends z.ZodType>(url: URL, schema: Schema): z.output<Schema> {
  return parseInput(schema, Object.fromEntries(url.searchParams));
}

/** The body as text. @throws HotlineError `too_large`, or `invalid` if it is not UTF-8. */
export async function readText(req: Request): Promise<string> {
  if (!req.body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  let text = "";
  try {
    for await (const chunk of req.body) {
      bytes += chunk.length;
      if (bytes > HTTP_BODY_MAX_BYTES) break;
      text += decoder.decode(chunk, { stream: true });
    }
    if (bytes <= HTTP_BODY_MAX_BYTES) return text + decoder.decode();
  } catch (cause) {
    throw badBody("invalid", "must be text in UTF-8", cause);
  }
  throw badBody("too_large", `must be at most ${HTTP_BODY_MAX_BYTES} bytes`);
}

function badBody(code: ErrorCode, message: string, cause?: unknown): HotlineError {
  const fields = [{ path: "body", message }];
  return new HotlineError(code, `body: ${message}`, { fields, cause });
}
