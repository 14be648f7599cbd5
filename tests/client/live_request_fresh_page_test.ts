// A history that was restored from a backup is read afresh.
import { deepEqual, equal } from "node:assert/strict";
import { settled } from "./fake_environment.ts";
import { errorFrame, openLiveDesk, PATH } from "./live_desk.ts";
import { ack, joined, page, request, REQUEST_ID, welcome } from "./samples.ts";

Deno.test("a restored backup is read afresh, and what it lost is sent again", async () => {
  const desk = openLiveDesk();
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
  second.receives(welcome(), errorFrame("stale_epoch"));
  await settled();
  deepEqual(second.sentOf("joinRequest"), [
    { type: "joinRequest", requestId: REQUEST_ID, after: 2, epoch: "second" },
  ]);
  second.receives(joined(2, "second"));
  deepEqual(second.sentOf("sendMessage").map((frame) => frame["clientId"]), [clientId]);
  deepEqual(desk.status(), { kind: "live", completeTo: 2 });
});

Deno.test("a fresh page that cannot be read is asked for by the next connection", async () => {
  const desk = openLiveDesk();
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
  const desk = openLiveDesk();
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
