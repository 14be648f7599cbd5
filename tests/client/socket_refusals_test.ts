// Connections that the server refuses or ends: whom the client asks, and when it stays away.
import { deepEqual, equal, ok } from "node:assert/strict";
import { openSocketDesk } from "./socket_desk.ts";

Deno.test("a signed-out visitor is told so after two refused upgrades, and nothing more is tried", async () => {
  const desk = openSocketDesk("signedOut");
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
  const desk = openSocketDesk("noAccess");
  desk.socket().closes(1006);
  desk.clock.advance(500);
  desk.socket().closes(1006);
  await desk.probed();
  deepEqual(desk.state(), { kind: "noAccess" });
});

Deno.test("a probe answered after the connection opened changes nothing", async () => {
  const desk = openSocketDesk("signedOut");
  desk.socket().closes(1006);
  desk.clock.advance(500);
  desk.socket().closes(1006);
  desk.live.reconnectNow();
  desk.opened();
  await desk.probed();
  equal(desk.state().kind, "open");
});

Deno.test("only failures to open in a row are a reason to ask", () => {
  const desk = openSocketDesk("signedOut");
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
  const desk = openSocketDesk();
  desk.environment.network.isOnline = false;
  for (let attempt = 0; attempt < 5; attempt++) {
    desk.socket().closes(1006);
    desk.clock.advance(30_000);
  }
  equal(desk.probe.asked, 0);
});

for (const code of [1000, 4400, 4401, 4403]) {
  Deno.test(`after close code ${code} only the user brings the connection back`, () => {
    const desk = openSocketDesk();
    desk.opened().closes(code);
    desk.clock.advance(600_000);
    desk.environment.page("online");
    desk.environment.page("visible");
    equal(desk.sockets.length, 1);
    desk.live.reconnectNow();
    equal(desk.sockets.length, 2);
  });
}
