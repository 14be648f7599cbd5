/** Refusals as RFC 9457 problem details: the one place that maps errors to HTTP. */
import { STATUS_CODES } from "node:http";
import { HttpError } from "fresh";
import { type ErrorCode, HotlineError } from "../model/errors.ts";

/** For refusals of which nobody knows when they end. */
const RETRY_AFTER_MS = 1_000;
/** How a program proves who it is (RFC 6750); people sign in on a page. */
const CHALLENGE = 'Bearer realm="hotline"';

/** A refusal as a response; one that may be repeated says when. */
export function problem(error: HotlineError): Response {
  const { code, status, message, fields } = error;
  const body = {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail: message,
    code,
    errors: fields.length > 0 ? fields : undefined,
    retryAfterMs: error.retryAfterMs,
  };
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  if (error.retryable) headers.set("retry-after", retryAfter(error));
  if (status === 401) headers.set("www-authenticate", CHALLENGE);
  return new Response(JSON.stringify(body), { status, headers });
}

/** The header `Retry-After`: whole seconds, rounded up so that nobody comes too early. */
export function retryAfter({ retryAfterMs = RETRY_AFTER_MS }: HotlineError): string {
  return String(Math.ceil(retryAfterMs / 1000));
}

/** What Fresh refuses by itself. A method that a path does not know makes it another call. */
const CODE_OF: Record<number, ErrorCode> = {
  400: "bad_frame",
  403: "forbidden",
  404: "not_found",
  405: "not_found",
};

/** Whatever was thrown, as a refusal; null if nobody foresaw it. */
export function asHotlineError(error: unknown): HotlineError | null {
  if (error instanceof HotlineError) return error;
  const code = error instanceof HttpError ? CODE_OF[error.status] : undefined;
  if (!code) return null;
  const { status, message } = error as HttpError;
  return new HotlineError(code, message || (STATUS_CODES[status] ?? "Refused"));
}
