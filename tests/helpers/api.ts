/** Calling the server as a program does: one person's HTTP client, and a look at what it answers. */
import assert from "node:assert/strict";
import type { ErrorCode, FieldError } from "../../lib/model/errors.ts";
import type { Message } from "../../lib/model/message.ts";
import type { Request as DeskRequest } from "../../lib/model/request.ts";
import type { User } from "../../lib/model/user.ts";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

export interface CallOptions {
  /** An object is sent as JSON, a text as it is. */
  body?: unknown;
  /** The fields of a form. */
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  errors?: FieldError[];
}

/** The JSON of an answer with this status. */
export function jsonOf<Value>(answer: Answer, status = 200): Value {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
  return JSON.parse(answer.text);
}

/** Asserts that an answer is a refusal as in RFC 9457, naming exactly these fields. */
export function assertProblem(
  answer: Answer,
  status: number,
  code: ErrorCode,
  paths: string[] = [],
): Problem {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const problem: Problem = JSON.parse(answer.text);
  assert.equal(problem.type, "about:blank");
  assert.ok(problem.title.length > 0 && problem.detail.length > 0);
  assert.deepEqual([problem.status, problem.code], [status, code]);
  assert.deepEqual((problem.errors ?? []).map(({ path }) => path).sort(), [...paths].sort());
  return problem;
}

/** Somebody with, or without, a session. */
export class Caller {
  constructor(readonly base: string, readonly cookie: string | null = null) {}

  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const headers = new Headers(options.headers);
    if (this.cookie !== null) headers.set("cookie", this.cookie);
    const response = await fetch(this.base + path, {
      method,
      headers,
      body: bodyOf(options),
      redirect: "manual",
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call("GET", path, { headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call("POST", path, { body, headers });
  }

  async user(): Promise<User> {
    return jsonOf<{ user: User }>(await this.get("/api/session")).user;
  }

  /** A new request of this caller. */
  async open(title = "A title", body = "A body"): Promise<DeskRequest> {
    const answer = await this.post("/api/requests", { title, body });
    return jsonOf<{ request: DeskRequest }>(answer, 201).request;
  }

  /** Sends a message and gives it as it was stored. */
  async send(requestId: string, body: string, kind = "public"): Promise<Message> {
    const input = { body, kind, clientId: crypto.randomUUID() };
    const answer = await this.post(`/api/requests/${requestId}/messages`, input);
    return jsonOf<{ message: Message }>(answer, 201).message;
  }
}

function bodyOf({ body, form }: CallOptions): BodyInit | null {
  if (form) return new URLSearchParams(form);
  if (body === undefined) return null;
  return typeof body === "string" || body instanceof Uint8Array
    ? body as BodyInit
    : JSON.stringify(body);
}

/** The cookie that an answer sets, as a browser would send it back. */
export function cookieOf(answer: Answer): string {
  const [cookie = ""] = answer.headers.getSetCookie();
  assert.match(cookie, /^(?:__Host-)?hotline_session=/);
  return cookie.split(";")[0]!;
}
