/** Refusals as RFC 9457 problem details: the one place that maps errors to HTTP. */
import { STATUS_CODES } from "node:http";
import { HttpError } from "fresh";
import { type ErrorCode, HotlineError } from "../model/errors.ts";

const RETRY_AFTER_S = "1";

export function problem(error: HotlineError): Response {
  const { code, status, message, fields } = error;
  const body = {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail: message,
    code,
    errors: fields.length > 0 ? fields : undefined,
  };
  const headers = new Headers({ "content-type": "application/problem+json" });
  if (error.retryable) headers.set("retry-after", RETRY_AFTER_S);
  return new Response(JSON.stringify(body), { status, headers });
}

const CODE_OF: Record<number, ErrorCode> = { 400: "invalid", 403: "forbidden", 404: "not_found" };

/** Whatever was thrown, as a refusal; null if nobody foresaw it. */
export function asHotlineError(error: unknown): HotlineError | null {
  if (error instanceof HotlineError) return error;
  const code = error instanceof HttpError ? CODE_OF[error.status] : undefined;
  return code ? new HotlineError(code, (error as HttpError).message) : null;
}
