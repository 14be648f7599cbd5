/** Every refusal of Hotline: one class, the codes of the protocol, and their HTTP statuses. */

const STATUS_OF = {
  bad_frame: 400,
  bad_cursor: 400,
  stale_epoch: 409,
  not_found: 404,
  forbidden: 403,
  unauthenticated: 401,
  invalid: 422,
  conflict: 409,
  stale_reply: 409,
  request_closed: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof STATUS_OF;

/** One thing wrong with one field; `path` is dotted ("body", "errors.0"). */
export interface FieldError {
  path: string;
  message: string;
}

/** A refusal with a code of the protocol. Its message is shown to the caller. */
export class HotlineError extends Error {
  override readonly name = "HotlineError";
  readonly fields: FieldError[];
  /** How long to wait before the same is worth trying again; undefined where nobody knows. */
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { fields?: FieldError[]; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.fields = options.fields ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }

  get status(): number {
    return STATUS_OF[this.code];
  }

  /** Whether the same command may succeed later, unchanged. */
  get retryable(): boolean {
    return this.code === "unavailable" || this.code === "rate_limited";
  }
}

/** The refusal of what does not exist or may not be seen: the caller cannot tell which. */
export const notFound = (what = "request"): HotlineError =>
  new HotlineError("not_found", `There is no such ${what}, or you may not see it.`);

/** The refusal of a caller who has no session, or one that has ended. */
export const unauthenticated = (): HotlineError =>
  new HotlineError("unauthenticated", "Sign in first: there is no valid session.");

/** The refusal of who is too fast: `why` in a sentence, and when to come again. */
export function rateLimited(why: string, retryAfterMs: number): HotlineError {
  const message = `${why} Try again in ${waitingTime(retryAfterMs)}.`;
  return new HotlineError("rate_limited", message, { retryAfterMs });
}

function waitingTime(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 1) return "a second";
  return seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
