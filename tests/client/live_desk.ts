/** A live request on a fake page, and what its server answers. */
import { type InitialRequest, openLiveRequest } from "../../lib/client/live_request.ts";
import { fakeEnvironment, memoryStore } from "./fake_environment.ts";
import { asker, joined, page, request, REQUEST_ID, welcome } from "./samples.ts";

export const PATH = `/api/requests/${REQUEST_ID}`;

export function openLiveDesk(change: Partial<InitialRequest> = {}, tabStore = memoryStore()) {
  const environment = fakeEnvironment(tabStore);
  const initial = { request, ...page(1, 3), me: asker, pageSize: 10, ...change };
  const live = openLiveRequest(initial, environment);
  environment.clock.advance(0);
  return {
    live,
    environment,
    clock: environment.clock,
    socket: environment.socket,
    connect(head = 3, epoch = "first") {
      environment.socket().opens();
      environment.socket().receives(welcome(), joined(head, epoch));
      return environment.socket();
    },
    status() {
      environment.clock.advance(400);
      return live.status.value;
    },
  };
}

export function errorFrame(code: string, change: object = {}) {
  return {
    type: "error",
    requestId: REQUEST_ID,
    code,
    message: "No.",
    retryable: false,
    ...change,
  };
}

export function problem(status: number, detail: string): Response {
  return Response.json({ detail }, {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}
