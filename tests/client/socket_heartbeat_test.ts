// How a connection that died in silence is found out.
import { equal } from "node:assert/strict";
import { DOUBT_MS } from "../../lib/client/socket.ts";
import { welcome } from "./samples.ts";
import { openSocketDesk } from "./socket_desk.ts";

Deno.test("silence is answered with a ping, and further silence ends the connection", () => {
  const desk = openSocketDesk();
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
  const desk = openSocketDesk();
  const socket = desk.opened();
  for (let beat = 1; beat <= 10; beat++) {
    desk.clock.advance(15_000);
    socket.receives({ type: "pong", at: "2026-01-01T00:00:00.000Z" });
    equal(socket.sentOf("ping").length, beat);
  }
  equal(desk.state().kind, "open");
});

Deno.test("the heartbeat is the server's", () => {
  const desk = openSocketDesk();
  desk.socket().opens();
  desk.socket().receives(welcome({ heartbeatMs: 1000 }));
  desk.socket().receives({ type: "pong", at: "" });
  desk.clock.advance(1000);
  equal(desk.socket().sentOf("ping").length, 1);
});

Deno.test("a connection in doubt is asked at once, and given up soon", () => {
  for (const event of ["online", "offline", "visible"] as const) {
    const desk = openSocketDesk();
    const socket = desk.opened();
    desk.environment.page(event);
    equal(socket.sentOf("ping").length, 1, event);
    desk.clock.advance(DOUBT_MS);
    equal(desk.state().kind, "waiting", event);
  }
});

Deno.test("a connection in doubt that answers is kept", () => {
  const desk = openSocketDesk();
  const socket = desk.opened();
  desk.environment.page("offline");
  socket.receives({ type: "pong", at: "" });
  desk.clock.advance(DOUBT_MS);
  equal(desk.state().kind, "open");
});
