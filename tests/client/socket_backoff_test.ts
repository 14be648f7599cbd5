// When a lost connection is tried again.
import { deepEqual, equal, ok } from "node:assert/strict";
import { STABLE_MS } from "../../lib/client/socket.ts";
import { openSocketDesk } from "./socket_desk.ts";

Deno.test("network trouble is waited out with back-off, up to half a minute", () => {
  const desk = openSocketDesk("unreachable");
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

Deno.test("over the rate limit it waits half a minute, whatever the page does", () => {
  const desk = openSocketDesk();
  desk.opened().closes(4429);
  desk.environment.page("visible");
  desk.clock.advance(29_999);
  equal(desk.sockets.length, 1);
  desk.clock.advance(1);
  equal(desk.sockets.length, 2);
});

Deno.test("a restarting server is left alone for as long as it asks", () => {
  const desk = openSocketDesk();
  desk.opened({ type: "reconnect", afterMs: 2500 }).closes(1012);
  desk.clock.advance(2499);
  equal(desk.sockets.length, 1);
  desk.clock.advance(1);
  equal(desk.sockets.length, 2);
});

Deno.test("an announced restart counts once", () => {
  const desk = openSocketDesk();
  desk.opened({ type: "reconnect", afterMs: 2500 }).closes(1012);
  desk.clock.advance(2500);
  desk.opened().closes(1006);
  desk.clock.advance(1000);
  equal(desk.sockets.length, 3);
});

Deno.test("back online or visible again, it connects at once", () => {
  for (const event of ["online", "visible"] as const) {
    const desk = openSocketDesk();
    desk.socket().closes(1006);
    desk.environment.page(event);
    equal(desk.sockets.length, 2, event);
  }
});

Deno.test("back online, failures are waited out from the beginning", () => {
  const desk = openSocketDesk("unreachable");
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
  const desk = openSocketDesk();
  desk.environment.page("online");
  equal(desk.sockets.length, 2);
  equal(desk.sockets[0]!.onopen, null);
});

Deno.test("only a connection that lasted starts the back-off afresh", () => {
  const desk = openSocketDesk();
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
