import { deepEqual, equal, ok } from "node:assert/strict";
import {
  connectSocket,
  DOUBT_MS,
  OPEN_TIMEOUT_MS,
  type ProbeResult,
  type SocketState,
  STABLE_MS,
} from "../../lib/client/socket.ts";
import { fakeEnvironment } from "./fake_environment.ts";
import { newMessage, welcome } from "./samples.ts";

function setUp(probeAnswer: ProbeResult = "ok") {
  const environment = fakeEnvironment();
  const states: SocketState[] = [];
  const frames: string[] = [];
  const probe = { answer: probeAnswer, asked: 0 };
  let cursor = 0;
  const live = connectSocket({
    environment,
    url: () => `wss://desk.example/live?after=${cursor++}`,
    probe() {
      probe.asked++;
      return Promise.resolve(probe.answer);
    },
    onFrames: (arrived) => frames.push(...arrived.map((frame) => frame.type)),
    onState: (state) => states.push(state),
  });
  const { clock, sockets } = environment;
  return {
    environment,
    clock,
    sockets,
    live,
    states,
    frames,
    probe,
    socket: () => environment.socket(),
    state: () => states.at(-1)!,
    opened(...first: object[]) {
      environment.socket().opens();
      environment.socket().receives(welcome(), ...first);
      return environment.socket();
    },
    async probed() {
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
  };
}

Deno.test("a signed-out visitor is told so after two refused upgrades, and nothing more is tried", async () => {
  const desk = setUp("signedOut");
  desk.socket().closes(1006);
  equal(desk.probe.asked, 0);
  desk.clock.advance(500);
  desk.socket().closes(1006);
  await desk.probed();
  deepEqual(desk.state(), { kind: "signedOut" });
  desk.clock.advance(600_000);
  equal(desk.sockets.length, 2);
});

Deno.test("a visitor without access is told so after two refused upgrades", async () => {
  const desk = setUp("noAccess");
  desk.socket().closes(1006);
  desk.clock.advance(500);
  desk.socket().closes(1006);
  await desk.probed();
  deepEqual(desk.state(), { kind: "noAccess" });
});

Deno.test("a probe answered after the connection opened changes nothing", async () => {
  const desk = setUp("signedOut");
  desk.socket().closes(1006);
  desk.clock.advance(500);
  desk.socket().closes(1006);
  desk.live.reconnectNow();
  desk.opened();
  await desk.probed();
  equal(desk.state().kind, "open");
});

Deno.test("only failures to open in a row are a reason to ask", () => {
  const desk = setUp("signedOut");
  const untilNextAttempt = () => {
    const state = desk.state();
    ok(state.kind === "waiting");
    desk.clock.advance(state.atMs - desk.clock.nowMs);
  };
  for (let round = 0; round < 3; round++) {
    desk.socket().closes(1006);
    untilNextAttempt();
    desk.opened().closes(1006);
    untilNextAttempt();
  }
  equal(desk.probe.asked, 0);
});

Deno.test("nobody is probed while the browser has no network", () => {
  const desk = setUp();
  desk.environment.network.isOnline = false;
  for (let attempt = 0; attempt < 5; attempt++) {
    desk.socket().closes(1006);
    desk.clock.advance(30_000);
  }
  equal(desk.probe.asked, 0);
});

Deno.test("network trouble is waited out with back-off, up to half a minute", () => {
  const desk = setUp("unreachable");
  const delays: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    desk.socket().closes(1006);
    const state = desk.state();
    ok(state.kind === "waiting");
    delays.push(state.atMs - desk.clock.nowMs);
    desk.clock.advance(state.atMs - desk.clock.nowMs);
  }
  deepEqual(delays, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

for (const code of [1000, 4400, 4401, 4403]) {
  Deno.test(`after close code ${code} only the user brings the connection back`, () => {
    const desk = setUp();
    desk.opened().closes(code);
    desk.clock.advance(600_000);
    desk.environment.page("online");
    desk.environment.page("visible");
    equal(desk.sockets.length, 1);
    desk.live.reconnectNow();
    equal(desk.sockets.length, 2);
  });
}

Deno.test("over the rate limit it waits half a minute, whatever the page does", () => {
  const desk = setUp();
  desk.opened().closes(4429);
  desk.environment.page("visible");
  desk.clock.advance(29_999);
  equal(desk.sockets.length, 1);
  desk.clock.advance(1);
  equal(desk.sockets.length, 2);
});

Deno.test("a restarting server is left alone for as long as it asks", () => {
  const desk = setUp();
  desk.opened({ type: "reconnect", afterMs: 2500 }).closes(1012);
  desk.clock.advance(2499);
  equal(desk.sockets.length, 1);
  desk.clock.advance(1);
  equal(desk.sockets.length, 2);
});

Deno.test("an announced restart counts once", () => {
  const desk = setUp();
  desk.opened({ type: "reconnect", afterMs: 2500 }).closes(1012);
  desk.clock.advance(2500);
  desk.opened().closes(1006);
  desk.clock.advance(1000);
  equal(desk.sockets.length, 3);
});

Deno.test("a text that is no frame gives the connection up, so that the log repairs it", () => {
  const desk = setUp();
  const complaint = silenceErrors();
  try {
    desk.opened().receivesText("<html>");
  } finally {
    complaint.restore();
  }
  equal(complaint.count, 1);
  equal(desk.state().kind, "waiting");
});

Deno.test("a browser that refuses to open sockets is asked again later", () => {
  const environment = fakeEnvironment();
  environment.openSocket = () => {
    throw new DOMException("Refused by policy.", "SecurityError");
  };
  const states: string[] = [];
  const complaint = silenceErrors();
  try {
    connectSocket({
      environment,
      url: () => "wss://desk.example/live",
      probe: () => Promise.resolve("ok"),
      onFrames: () => {},
      onState: (state) => states.push(state.kind),
    });
  } finally {
    complaint.restore();
  }
  deepEqual(states, ["connecting", "waiting"]);
});

Deno.test("an attempt that hangs is given up", () => {
  const desk = setUp();
  desk.clock.advance(OPEN_TIMEOUT_MS);
  equal(desk.state().kind, "waiting");
  equal(desk.sockets[0]!.closedByClient, "without code");
});

Deno.test("what an abandoned socket reports later is ignored", () => {
  const desk = setUp();
  const abandoned = desk.socket();
  desk.clock.advance(OPEN_TIMEOUT_MS);
  abandoned.opens();
  abandoned.receives(newMessage(1));
  abandoned.closes(4401);
  equal(desk.state().kind, "waiting");
  deepEqual(desk.frames, []);
});

Deno.test("silence is answered with a ping, and further silence ends the connection", () => {
  const desk = setUp();
  const socket = desk.opened();
  desk.clock.advance(14_999);
  equal(socket.sentOf("ping").length, 0);
  desk.clock.advance(1);
  equal(socket.sentOf("ping").length, 1);
  desk.clock.advance(14_999);
  equal(desk.state().kind, "open");
  desk.clock.advance(1);
  equal(desk.state().kind, "waiting");
});

Deno.test("a pong keeps the connection", () => {
  const desk = setUp();
  const socket = desk.opened();
  for (let beat = 1; beat <= 10; beat++) {
    desk.clock.advance(15_000);
    socket.receives({ type: "pong", at: "2026-01-01T00:00:00.000Z" });
    equal(socket.sentOf("ping").length, beat);
  }
  equal(desk.state().kind, "open");
});

Deno.test("the heartbeat is the server's", () => {
  const desk = setUp();
  desk.socket().opens();
  desk.socket().receives(welcome({ heartbeatMs: 1000 }));
  desk.socket().receives({ type: "pong", at: "" });
  desk.clock.advance(1000);
  equal(desk.socket().sentOf("ping").length, 1);
});

Deno.test("back online or visible again, it connects at once", () => {
  for (const event of ["online", "visible"] as const) {
    const desk = setUp();
    desk.socket().closes(1006);
    desk.environment.page(event);
    equal(desk.sockets.length, 2, event);
  }
});

Deno.test("back online, failures are waited out from the beginning", () => {
  const desk = setUp("unreachable");
  for (let attempt = 0; attempt < 6; attempt++) {
    desk.socket().closes(1006);
    desk.clock.advance(15_000);
  }
  desk.environment.page("online");
  desk.socket().closes(1006);
  const state = desk.state();
  ok(state.kind === "waiting");
  equal(state.atMs - desk.clock.nowMs, 250);
});

Deno.test("an attempt begun without a network is begun anew when the network is back", () => {
  const desk = setUp();
  desk.environment.page("online");
  equal(desk.sockets.length, 2);
  equal(desk.sockets[0]!.onopen, null);
});

Deno.test("a connection in doubt is asked at once, and given up soon", () => {
  for (const event of ["online", "offline", "visible"] as const) {
    const desk = setUp();
    const socket = desk.opened();
    desk.environment.page(event);
    equal(socket.sentOf("ping").length, 1, event);
    desk.clock.advance(DOUBT_MS);
    equal(desk.state().kind, "waiting", event);
  }
});

Deno.test("a connection in doubt that answers is kept", () => {
  const desk = setUp();
  const socket = desk.opened();
  desk.environment.page("offline");
  socket.receives({ type: "pong", at: "" });
  desk.clock.advance(DOUBT_MS);
  equal(desk.state().kind, "open");
});

Deno.test("only a connection that lasted starts the back-off afresh", () => {
  const desk = setUp();
  const delayAfterLosing = (lastedMs: number) => {
    const socket = desk.opened();
    desk.clock.advance(lastedMs);
    socket.closes(1006);
    const state = desk.state();
    ok(state.kind === "waiting");
    const delay = state.atMs - desk.clock.nowMs;
    desk.clock.advance(delay);
    return delay;
  };
  deepEqual([10, 10, 10, STABLE_MS, 10].map(delayAfterLosing), [250, 500, 1000, 250, 500]);
});

Deno.test("each attempt carries the cursor of its own moment, and both subprotocols", () => {
  const desk = setUp();
  desk.socket().closes(1006);
  desk.clock.advance(500);
  deepEqual(desk.sockets.map(({ url }) => url.split("?")[1]), ["after=0", "after=1"]);
  deepEqual(desk.socket().protocols, ["hotline.v1.batch", "hotline.v1"]);
});

Deno.test("frames arrive one by one or several in one", () => {
  const desk = setUp();
  const socket = desk.opened(newMessage(1));
  socket.receivesText(JSON.stringify([newMessage(2), { type: "pong", at: "" }]));
  deepEqual(desk.frames, ["welcome", "newMessage", "newMessage", "pong"]);
});

Deno.test("nothing is sent before it is open nor after it is lost", () => {
  const desk = setUp();
  equal(desk.live.send({ type: "ping" }), false);
  const socket = desk.opened();
  equal(desk.live.send({ type: "ping" }), true);
  socket.closes(1006);
  equal(desk.live.send({ type: "ping" }), false);
  equal(socket.sent.length, 1);
});

Deno.test("closing says goodbye with 1000, and leaves no timer behind", () => {
  const desk = setUp();
  const socket = desk.opened();
  desk.live.close();
  equal(socket.closedByClient, 1000);
  equal(desk.clock.timersRunning, 0);
  desk.environment.page("online");
  equal(desk.sockets.length, 1);
});

function silenceErrors() {
  const original = console.error;
  const complaint = { count: 0, restore: () => void (console.error = original) };
  console.error = () => complaint.count++;
  return complaint;
}
