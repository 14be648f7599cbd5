import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { type InitialRequest, openLiveRequest } from "../../lib/client/live_request.ts";
import { liveRequest, liveRequestOf } from "../../lib/client/live_requests.ts";
import { fakeEnvironment, memoryStore, settled } from "./fake_environment.ts";
import {
  ack,
  agent,
  asker,
  joined,
  message,
  newMessage,
  page,
  request,
  REQUEST_ID,
  welcome,
} from "./samples.ts";

const PATH = `/api/requests/${REQUEST_ID}`;

function setUp(change: Partial<InitialRequest> = {}, tabStore = memoryStore()) {
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

function error(code: string, change: object = {}) {
  return {
    type: "error",
    requestId: REQUEST_ID,
    code,
    message: "No.",
    retryable: false,
    ...change,
  };
}

function problem(status: number, detail: string): Response {
  return Response.json({ detail }, {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

Deno.test("nothing is opened while rendering on the server, nor shared between visitors", () => {
  const initial = { request, ...page(1, 3), me: asker };
  const live = liveRequest(initial);
  deepEqual(live.messages.value, initial.messages);
  equal(liveRequestOf(REQUEST_ID).value, null);
});

Deno.test("a request that may not be joined is not tried again", () => {
  for (
    const [code, kind] of [
      ["not_found", "noAccess"],
      ["forbidden", "noAccess"],
      ["unauthenticated", "signedOut"],
    ]
  ) {
    const desk = setUp();
    desk.socket().opens();
    desk.socket().receives(welcome(), error(code!));
    equal(desk.status().kind, kind);
  }
});

Deno.test("a joining that fails for now is tried again on a new connection", () => {
  const desk = setUp();
  desk.socket().opens();
  desk.socket().receives(welcome(), error("unavailable", { retryable: true }));
  desk.clock.advance(500);
  equal(desk.environment.sockets.length, 2);
});

Deno.test("an error about nothing in particular leaves a joined request alone", () => {
  const desk = setUp();
  desk.connect().receives(error("bad_frame"));
  equal(desk.status().kind, "live");
});

Deno.test("somebody else's session does not speak in this person's name", () => {
  const desk = setUp();
  desk.live.send("hello");
  desk.socket().opens();
  desk.socket().receives(welcome({ user: agent }), joined(3));
  equal(desk.status().kind, "signedOut");
  equal(desk.socket().sentOf("sendMessage").length, 0);
});

Deno.test("a message too large for a frame fails, and does not close the next connection", () => {
  const desk = setUp();
  const socket = desk.connect();
  desk.live.send("very long");
  desk.live.send("short");
  socket.closes(1009);
  equal(desk.live.pending.value[0]!.failure?.code, "too_large");
  desk.clock.advance(500);
  deepEqual(desk.connect().sentOf("sendMessage").map(({ body }) => body), ["short"]);
});

Deno.test("a refused message carries its reason; tried again it keeps its clientId", () => {
  const desk = setUp();
  const socket = desk.connect();
  const clientId = desk.live.send("hello");
  socket.receives(error("stale_reply", { clientId }));
  deepEqual(desk.live.pending.value[0]!.failure, {
    code: "stale_reply",
    message: "No.",
    canRetry: true,
  });
  desk.live.retry(clientId);
  deepEqual(socket.sentOf("sendMessage").map((frame) => frame["clientId"]), [clientId, clientId]);
  desk.live.discard(clientId);
  deepEqual(desk.live.pending.value, []);
});

Deno.test("a postponed message is sent again when the server says", () => {
  const desk = setUp();
  const socket = desk.connect();
  const clientId = desk.live.send("hello");
  const later = { clientId, retryable: true, retryAfterMs: 2000 };
  socket.receives(error("rate_limited", later));
  desk.clock.advance(1999);
  equal(socket.sentOf("sendMessage").length, 1);
  desk.clock.advance(1);
  equal(socket.sentOf("sendMessage").length, 2);
});

Deno.test("a hole is asked for, and a connection that does not fill it is given up", () => {
  const desk = setUp();
  const socket = desk.connect();
  socket.receives(newMessage(5));
  deepEqual(socket.sentOf("joinRequest"), [
    { type: "joinRequest", requestId: REQUEST_ID, after: 3, epoch: "first" },
  ]);
  deepEqual(desk.status(), { kind: "catchingUp", missing: 2 });
  socket.receives(joined(5));
  equal(desk.status().kind, "reconnecting");
});

Deno.test("earlier messages that cannot be read say so, and can be asked for again", async () => {
  const desk = setUp({ ...page(11, 13, true) });
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
  const desk = setUp();
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

for (const [status, kind] of [[401, "signedOut"], [404, "noAccess"], [503, "reconnecting"]]) {
  Deno.test(`refused upgrades with HTTP ${status} behind them are shown as ${kind}`, async () => {
    const desk = setUp();
    desk.environment.answers.set(`GET ${PATH}`, () => problem(Number(status), "No."));
    desk.socket().closes(1006);
    desk.clock.advance(500);
    desk.socket().closes(1006);
    await settled();
    equal(desk.status().kind, kind);
  });
}

Deno.test("a restored backup is read afresh, and what it lost is sent again", async () => {
  const desk = setUp();
  const first = desk.connect();
  const clientId = desk.live.send("hello");
  first.receives(ack(clientId, 4));
  first.closes(1012);
  desk.clock.advance(500);
  desk.environment.answers.set(`GET ${PATH}`, () => Response.json({ request }));
  desk.environment.answers.set(
    `GET ${PATH}/messages?limit=10`,
    () => Response.json(page(1, 2, false, "second")),
  );
  const second = desk.socket();
  second.opens();
  second.receives(welcome(), error("stale_epoch"));
  await settled();
  deepEqual(second.sentOf("joinRequest"), [
    { type: "joinRequest", requestId: REQUEST_ID, after: 2, epoch: "second" },
  ]);
  second.receives(joined(2, "second"));
  deepEqual(second.sentOf("sendMessage").map((frame) => frame["clientId"]), [clientId]);
  deepEqual(desk.status(), { kind: "live", completeTo: 2 });
});

Deno.test("a fresh page that cannot be read is asked for by the next connection", async () => {
  const desk = setUp();
  const warn = console.warn;
  console.warn = () => {};
  try {
    desk.connect(3, "second");
    await settled();
  } finally {
    console.warn = warn;
  }
  equal(desk.status().kind, "reconnecting");
});

Deno.test("of two fresh pages on their way the newer counts, whichever arrives last", async () => {
  const desk = setUp();
  const heads = [2, 5];
  const answers: (() => void)[] = [];
  desk.environment.fetch = (path) => {
    if (!path.includes("/messages")) return Promise.resolve(Response.json({ request }));
    const body = page(1, heads.shift()!, false, "second");
    return new Promise((resolve) => answers.push(() => resolve(Response.json(body))));
  };
  desk.connect(2, "second").closes(1006);
  desk.clock.advance(500);
  desk.connect(5, "second");
  answers[1]!();
  await settled();
  answers[0]!();
  await settled();
  equal(desk.live.messages.value.length, 5);
});

Deno.test("it connects where the page ended, and is live only once joined", () => {
  const desk = setUp();
  equal(
    desk.socket().url,
    `wss://desk.example/api/requests/${REQUEST_ID}/live?after=3&epoch=first`,
  );
  desk.socket().opens();
  equal(desk.status().kind, "connecting");
  desk.socket().receives(welcome(), joined(3));
  deepEqual(desk.status(), { kind: "live", completeTo: 3 });
  deepEqual(desk.live.members.value, [asker]);
});

Deno.test("words written offline wait, are counted, and are sent in order after joining", () => {
  const desk = setUp();
  desk.connect().closes(1006);
  desk.environment.network.isOnline = false;
  desk.live.send("one");
  desk.live.send("two", "note");
  deepEqual(desk.status(), { kind: "offline", waiting: 2 });
  desk.environment.network.isOnline = true;
  desk.environment.page("online");
  const socket = desk.connect();
  const [one] = desk.live.pending.value;
  const clientId = one!.clientId;
  socket.receives(newMessage(4, { author: asker, clientId }), ack(clientId, 4));
  deepEqual(socket.sentOf("sendMessage"), [
    {
      type: "sendMessage",
      requestId: REQUEST_ID,
      clientId,
      ref: clientId,
      body: "one",
      kind: "public",
    },
    {
      type: "sendMessage",
      requestId: REQUEST_ID,
      clientId: "own-2",
      ref: "own-2",
      body: "two",
      kind: "note",
    },
  ]);
});

Deno.test("what was not sent when the page was left is sent by the next page of the tab", () => {
  const tabStore = memoryStore();
  const before = setUp({}, tabStore);
  before.live.send("hello");
  before.live.close();
  const other = setUp({ me: agent }, tabStore);
  deepEqual(other.live.pending.value, []);
  const desk = setUp({}, tabStore);
  equal(desk.live.pending.value[0]!.command.body, "hello");
  const socket = desk.connect();
  equal(socket.sentOf("sendMessage").length, 1);
  socket.receives(ack("own-1", 4));
  deepEqual(setUp({}, tabStore).live.pending.value, []);
});

Deno.test("edits and removals on their way are known by their message", () => {
  const desk = setUp();
  const socket = desk.connect();
  const clientId = desk.live.edit("M2", "better");
  desk.live.remove("M3");
  deepEqual([...desk.live.pendingChanges.value.keys()], ["M2", "M3"]);
  deepEqual(desk.live.pending.value, []);
  socket.receives(ack(clientId, 4), {
    type: "messageUpdated",
    requestId: REQUEST_ID,
    seq: 4,
    message: message(2, { body: "better" }),
  });
  deepEqual([...desk.live.pendingChanges.value.keys()], ["M3"]);
  equal(socket.sentOf("deleteMessage").length, 1);
});

Deno.test("closing ends the connection and every timer", () => {
  const desk = setUp();
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
