import { deepEqual, equal } from "node:assert/strict";
import { connectSocket, OPEN_TIMEOUT_MS } from "../../lib/client/socket.ts";
import { fakeEnvironment } from "./fake_environment.ts";
import { newMessage } from "./samples.ts";
import { openSocketDesk } from "./socket_desk.ts";

function silenceErrors() {
  const original = console.error;
  const complaint = { count: 0, restore: () => void (console.error = original) };
  console.error = () => complaint.count++;
  return complaint;
}

Deno.test("a text that is no frame gives the connection up, so that the log repairs it", () => {
  const desk = openSocketDesk();
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
  const desk = openSocketDesk();
  desk.clock.advance(OPEN_TIMEOUT_MS);
  equal(desk.state().kind, "waiting");
  equal(desk.sockets[0]!.closedByClient, "without code");
});

Deno.test("what an abandoned socket reports later is ignored", () => {
  const desk = openSocketDesk();
  const abandoned = desk.socket();
  desk.clock.advance(OPEN_TIMEOUT_MS);
  abandoned.opens();
  abandoned.receives(newMessage(1));
  abandoned.closes(4401);
  equal(desk.state().kind, "waiting");
  deepEqual(desk.frames, []);
});

Deno.test("each attempt carries the cursor of its own moment, and both subprotocols", () => {
  const desk = openSocketDesk();
  desk.socket().closes(1006);
  desk.clock.advance(500);
  deepEqual(desk.sockets.map(({ url }) => url.split("?")[1]), ["after=0", "after=1"]);
  deepEqual(desk.socket().protocols, ["hotline.v1.batch", "hotline.v1"]);
});

Deno.test("frames arrive one by one or several in one", () => {
  const desk = openSocketDesk();
  const socket = desk.opened(newMessage(1));
  socket.receivesText(JSON.stringify([newMessage(2), { type: "pong", at: "" }]));
  deepEqual(desk.frames, ["welcome", "newMessage", "newMessage", "pong"]);
});

Deno.test("nothing is sent before it is open nor after it is lost", () => {
  const desk = openSocketDesk();
  equal(desk.live.send({ type: "ping" }), false);
  const socket = desk.opened();
  equal(desk.live.send({ type: "ping" }), true);
  socket.closes(1006);
  equal(desk.live.send({ type: "ping" }), false);
  equal(socket.sent.length, 1);
});

Deno.test("closing says goodbye with 1000, and leaves no timer behind", () => {
  const desk = openSocketDesk();
  const socket = desk.opened();
  desk.live.close();
  equal(socket.closedByClient, 1000);
  equal(desk.clock.timersRunning, 0);
  desk.environment.page("online");
  equal(desk.sockets.length, 1);
});
