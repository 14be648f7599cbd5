import { deepEqual, equal } from "node:assert/strict";
import { ACK_TIMEOUT_MS, createOutgoing } from "../../lib/client/outgoing.ts";
import { failureOf } from "../../lib/client/pending.ts";
import { FakeClock } from "./fake_environment.ts";
import { unsent } from "./samples.ts";

function setUp() {
  const clock = new FakeClock();
  const sent: string[] = [];
  const outgoing = createOutgoing({
    requestId: "R1",
    environment: { setTimer: clock.setTimer, random: () => 0 },
    transmit(frame) {
      sent.push(String(frame["clientId"]));
      return true;
    },
  });
  return { clock, sent, outgoing };
}

const refused = { failure: failureOf("request_closed", "This request is closed.") };

Deno.test("nothing is sent before the request is joined", () => {
  const { outgoing, sent, clock } = setUp();
  outgoing.update([unsent("a")], false);
  clock.advance(60_000);
  deepEqual(sent, []);
});

Deno.test("a refused command does not hold up the next, and is not sent again", () => {
  const { outgoing, sent, clock } = setUp();
  outgoing.update([unsent("a"), unsent("b")], true);
  outgoing.update([unsent("a", refused), unsent("b")], true);
  deepEqual(sent, ["a", "b"]);
  outgoing.update([unsent("a", refused)], true);
  clock.advance(60_000);
  deepEqual(sent, ["a", "b"]);
});

Deno.test("a postponed command is tried again with back-off, and nothing overtakes it", () => {
  const { outgoing, sent, clock } = setUp();
  outgoing.update([unsent("a"), unsent("b")], true);
  outgoing.postpone("a");
  clock.advance(499);
  deepEqual(sent, ["a"]);
  clock.advance(1);
  deepEqual(sent, ["a", "a"]);
  outgoing.postpone("a");
  clock.advance(999);
  deepEqual(sent, ["a", "a"]);
  clock.advance(1);
  deepEqual(sent, ["a", "a", "a"]);
});

Deno.test("a postponement lasts as long as the server says", () => {
  const { outgoing, sent, clock } = setUp();
  outgoing.update([unsent("a")], true);
  outgoing.postpone("a", 7000);
  clock.advance(6999);
  deepEqual(sent, ["a"]);
  clock.advance(1);
  deepEqual(sent, ["a", "a"]);
});

Deno.test("commands go one after the other, in the order written", () => {
  const { outgoing, sent } = setUp();
  outgoing.update([unsent("a"), unsent("b"), unsent("c")], true);
  deepEqual(sent, ["a"]);
  outgoing.update([unsent("a", { ackedSeq: 1 }), unsent("b"), unsent("c")], true);
  outgoing.update([unsent("c")], true);
  deepEqual(sent, ["a", "b", "c"]);
});

Deno.test("a command without an answer is sent again after each joining", () => {
  const { outgoing, sent } = setUp();
  for (let connection = 0; connection < 3; connection++) {
    outgoing.update([unsent("a")], true);
    outgoing.update([unsent("a")], true);
    outgoing.update([unsent("a")], false);
    equal(outgoing.inFlight(), null);
  }
  deepEqual(sent, ["a", "a", "a"]);
});

Deno.test("a command without an answer is sent again on a connection that seems fine", () => {
  const { outgoing, sent, clock } = setUp();
  outgoing.update([unsent("a")], true);
  clock.advance(ACK_TIMEOUT_MS);
  deepEqual(sent, ["a", "a"]);
  outgoing.update([], true);
  clock.advance(60_000);
  deepEqual(sent, ["a", "a"]);
  equal(clock.timersRunning, 0);
});
