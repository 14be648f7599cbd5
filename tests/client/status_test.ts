import { deepEqual, equal } from "node:assert/strict";
import { createFeed, type Feed } from "../../lib/client/feed.ts";
import { describeStatus, settle, type Status, statusOf } from "../../lib/client/status.ts";
import { FakeClock } from "./fake_environment.ts";
import { asker, page, request, unsent } from "./samples.ts";

const feed = (change: Partial<Feed> = {}): Feed => ({
  ...createFeed(request, page(1, 128), asker.id),
  isJoined: true,
  ...change,
});
const waiting = unsent("own-1");

Deno.test("it is never live before joining, behind the head, or with a void cursor", () => {
  const open = { kind: "open" } as const;
  equal(statusOf(open, feed({ isJoined: false }), true, 0).kind, "connecting");
  equal(statusOf(open, feed({ isStale: true }), true, 0).kind, "connecting");
  deepEqual(statusOf(open, feed({ head: 140 }), true, 0), { kind: "catchingUp", missing: 12 });
  deepEqual(statusOf(open, feed(), true, 0), { kind: "live", completeTo: 128 });
});

Deno.test("a lost connection says whether the network or the server is missing", () => {
  const lost = { kind: "waiting", atMs: 4000 } as const;
  deepEqual(statusOf(lost, feed(), true, 0), { kind: "reconnecting", atMs: 4000 });
  const failed = {
    ...waiting,
    failure: { code: "invalid", message: "", canRetry: false },
  } as const;
  const acked = { ...waiting, ackedSeq: 129 };
  deepEqual(statusOf(lost, feed({ pending: [waiting, failed, acked, waiting] }), false, 0), {
    kind: "offline",
    waiting: 2,
  });
  const again = { kind: "connecting", isFirst: false } as const;
  deepEqual(statusOf(again, feed(), true, 7), { kind: "reconnecting", atMs: 7 });
  const first = { kind: "connecting", isFirst: true } as const;
  deepEqual(statusOf(first, feed(), true, 7), { kind: "connecting" });
});

Deno.test("every status has its words and its tone", () => {
  const cases: [Status, string, string][] = [
    [{ kind: "connecting" }, "Connecting", "busy"],
    [{ kind: "live", completeTo: 128 }, "Live · complete to #128", "good"],
    [{ kind: "catchingUp", missing: 12 }, "Catching up 12", "busy"],
    [{ kind: "reconnecting", atMs: 4000 }, "Reconnecting in 4 s", "warning"],
    [{ kind: "reconnecting", atMs: 0 }, "Reconnecting", "warning"],
    [{ kind: "offline", waiting: 2 }, "Offline · 2 waiting", "quiet"],
    [{ kind: "offline", waiting: 0 }, "Offline", "quiet"],
    [{ kind: "signedOut" }, "Signed out", "bad"],
    [{ kind: "noAccess" }, "No access", "bad"],
    [{ kind: "stopped", reason: "bad frames" }, "Stopped: bad frames", "bad"],
  ];
  for (const [status, words, tone] of cases) {
    deepEqual(describeStatus(status, 0), { words, tone });
  }
});

Deno.test("the countdown rounds up, so that it never promises too early", () => {
  equal(describeStatus({ kind: "reconnecting", atMs: 3001 }, 0).words, "Reconnecting in 4 s");
  equal(describeStatus({ kind: "reconnecting", atMs: 3001 }, 3000).words, "Reconnecting in 1 s");
});

Deno.test("a drop that is over within 400 ms is never shown", () => {
  const clock = new FakeClock();
  const shown: string[] = [];
  const chip = settle((value: string) => shown.push(value), clock);
  chip.change("reconnecting");
  clock.advance(300);
  chip.change("live");
  clock.advance(1000);
  deepEqual(shown, ["live"]);
});

Deno.test("changes in quick succession are shown once in 400 ms, and end at the newest", () => {
  const clock = new FakeClock();
  const shown: number[] = [];
  const chip = settle((value: number) => shown.push(value), clock);
  for (let value = 1; value <= 100; value++) {
    chip.change(value);
    clock.advance(10);
  }
  clock.advance(400);
  deepEqual(shown, [40, 80, 100]);
});

Deno.test("nothing is shown after it is cancelled", () => {
  const clock = new FakeClock();
  const chip = settle(() => {
    throw new Error("shown");
  }, clock);
  chip.change(1);
  chip.cancel();
  clock.advance(1000);
  equal(clock.timersRunning, 0);
});
