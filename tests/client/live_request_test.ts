import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { openLiveRequest } from "../../lib/client/live_request.ts";
import { liveRequest, liveRequestOf } from "../../lib/client/live_requests.ts";
import { fakeEnvironment } from "./fake_environment.ts";
import { openLiveDesk, PATH, problem } from "./live_desk.ts";
import { asker, page, request, REQUEST_ID } from "./samples.ts";

Deno.test("nothing is opened while rendering on the server, nor shared between visitors", () => {
  const initial = { request, ...page(1, 3), me: asker };
  const live = liveRequest(initial);
  deepEqual(live.messages.value, initial.messages);
  equal(liveRequestOf(REQUEST_ID).value, null);
});

Deno.test("earlier messages that cannot be read say so, and can be asked for again", async () => {
  const desk = openLiveDesk({ ...page(11, 13, true) });
  await desk.live.loadEarlier();
  equal(desk.live.earlierFailure.value, "The server cannot be reached. Try again.");
  equal(desk.live.isLoadingEarlier.value, false);
  const call = `GET ${PATH}/messages?limit=10&before=11`;
  desk.environment.answers.set(call, () => problem(503, "Storage does not answer."));
  await desk.live.loadEarlier();
  equal(desk.live.earlierFailure.value, "Storage does not answer.");
  desk.environment.answers.set(call, () => Response.json(page(1, 10)));
  const loading = desk.live.loadEarlier();
  equal(desk.live.isLoadingEarlier.value, true);
  await Promise.all([loading, desk.live.loadEarlier()]);
  equal(desk.live.messages.value.length, 13);
  deepEqual([desk.live.hasEarlier.value, desk.live.earlierFailure.value], [false, null]);
  equal(desk.environment.calls.length, 3);
});

Deno.test("a change of status that is refused rejects with the server's words", async () => {
  const desk = openLiveDesk();
  const call = `PATCH ${PATH}`;
  await rejects(desk.live.changeStatus("solved"), /cannot be reached/);
  desk.environment.answers.set(call, () => problem(403, "Only agents may solve."));
  await rejects(desk.live.changeStatus("solved"), /Only agents may solve/);
  desk.environment.answers.set(call, () => new Response("<html>", { status: 502 }));
  await rejects(desk.live.changeStatus("solved"), /answered 502/);
  const solved = { ...request, status: "solved" };
  desk.environment.answers.set(call, () => Response.json({ request: solved, seq: 4 }));
  await desk.live.changeStatus("solved");
  equal(desk.live.request.value.status, "solved");
});

Deno.test("closing ends the connection and every timer", () => {
  const desk = openLiveDesk();
  const socket = desk.connect();
  desk.live.send("hello");
  desk.live.close();
  desk.live.close();
  equal(socket.closedByClient, 1000);
  equal(desk.clock.timersRunning, 0);
  desk.live.send("too late");
  desk.environment.page("online");
  equal(desk.environment.sockets.length, 1);
});

Deno.test("closing before it connected opens nothing", () => {
  const environment = fakeEnvironment();
  openLiveRequest({ request, ...page(1, 3), me: asker }, environment).close();
  environment.clock.advance(60_000);
  equal(environment.sockets.length, 0);
  match(JSON.stringify(environment.calls), /^\[\]$/);
});
