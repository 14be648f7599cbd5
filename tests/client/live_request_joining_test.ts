import { deepEqual, equal } from "node:assert/strict";
import { settled } from "./fake_environment.ts";
import { errorFrame, openLiveDesk, PATH, problem } from "./live_desk.ts";
import { agent, asker, joined, newMessage, REQUEST_ID, welcome } from "./samples.ts";

Deno.test("a request that may not be joined is not tried again", () => {
  for (
    const [code, kind] of [
      ["not_found", "noAccess"],
      ["forbidden", "noAccess"],
      ["unauthenticated", "signedOut"],
    ]
  ) {
    const desk = openLiveDesk();
    desk.socket().opens();
    desk.socket().receives(welcome(), errorFrame(code!));
    equal(desk.status().kind, kind);
  }
});

Deno.test("a joining that fails for now is tried again on a new connection", () => {
  const desk = openLiveDesk();
  desk.socket().opens();
  desk.socket().receives(welcome(), errorFrame("unavailable", { retryable: true }));
  desk.clock.advance(500);
  equal(desk.environment.sockets.length, 2);
});

Deno.test("an error about nothing in particular leaves a joined request alone", () => {
  const desk = openLiveDesk();
  desk.connect().receives(errorFrame("bad_frame"));
  equal(desk.status().kind, "live");
});

Deno.test("somebody else's session does not speak in this person's name", () => {
  const desk = openLiveDesk();
  desk.live.send("hello");
  desk.socket().opens();
  desk.socket().receives(welcome({ user: agent }), joined(3));
  equal(desk.status().kind, "signedOut");
  equal(desk.socket().sentOf("sendMessage").length, 0);
});

Deno.test("a hole is asked for, and a connection that does not fill it is given up", () => {
  const desk = openLiveDesk();
  const socket = desk.connect();
  socket.receives(newMessage(5));
  deepEqual(socket.sentOf("joinRequest"), [
    { type: "joinRequest", requestId: REQUEST_ID, after: 3, epoch: "first" },
  ]);
  deepEqual(desk.status(), { kind: "catchingUp", missing: 2 });
  socket.receives(joined(5));
  equal(desk.status().kind, "reconnecting");
});

for (const [status, kind] of [[401, "signedOut"], [404, "noAccess"], [503, "reconnecting"]]) {
  Deno.test(`refused upgrades with HTTP ${status} behind them are shown as ${kind}`, async () => {
    const desk = openLiveDesk();
    desk.environment.answers.set(`GET ${PATH}`, () => problem(Number(status), "No."));
    desk.socket().closes(1006);
    desk.clock.advance(500);
    desk.socket().closes(1006);
    await settled();
    equal(desk.status().kind, kind);
  });
}

Deno.test("it connects where the page ended, and is live only once joined", () => {
  const desk = openLiveDesk();
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
