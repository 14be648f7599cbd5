import type { Request, Status } from "../model/request.ts";
import type { Environment } from "./environment.ts";
import type { MessagePage } from "./feed.ts";
import type { ProbeResult } from "./socket.ts";

/** The calls over plain HTTP that the live page needs. */
export interface RequestApi {
  readRequest(): Promise<Request>;
  /** The newest page, or the one before a `seq`. */
  readMessages(limit: number, before?: number): Promise<MessagePage>;
  changeStatus(status: Status): Promise<Request>;
  /** Why a connection may be refused. */
  probe(): Promise<ProbeResult>;
}

/** The REST side of one request. Its calls reject with words to show. */
export function createRequestApi(
  requestId: string,
  environment: Pick<Environment, "fetch">,
): RequestApi {
  const path = `/api/requests/${requestId}`;

  async function call<T>(url: string, init?: RequestInit): Promise<T> {
    let response: Response;
    try {
      response = await environment.fetch(url, init);
    } catch (cause) {
      throw new Error("The server cannot be reached. Try again.", { cause });
    }
    if (!response.ok) throw new Error(await reasonOf(response));
    return await response.json();
  }

  return {
    readRequest: async () => (await call<{ request: Request }>(path)).request,
    readMessages(limit, before) {
      const cursor = before === undefined ? "" : `&before=${before}`;
      return call(`${path}/messages?limit=${limit}${cursor}`);
    },
    async changeStatus(status) {
      const { request } = await call<{ request: Request }>(path, {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ status }),
      });
      return request;
    },
    async probe() {
      let response: Response;
      try {
        response = await environment.fetch(path);
      } catch {
        return "unreachable";
      }
      await response.body?.cancel();
      if (response.ok) return "ok";
      if (response.status === 401) return "signedOut";
      return response.status === 403 || response.status === 404 ? "noAccess" : "unreachable";
    },
  };
}

/** The detail of an RFC 9457 problem, where the answer is one; a proxy's page is not. */
async function reasonOf(response: Response): Promise<string> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  if (isProblem) {
    const { detail, title } = await response.json() as { detail?: string; title?: string };
    if (detail ?? title) return (detail ?? title)!;
  }
  return `The server answered ${response.status}. Try again.`;
}
