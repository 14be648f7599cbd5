import { equal, ok } from "node:assert/strict";
import { BACKOFF_MAX_MS, backoffMs } from "../../lib/client/backoff.ts";

Deno.test("the bound of the back-off doubles from half a second to half a minute", () => {
  const bounds = [0, 1, 2, 3, 4, 5, 6, 7, 100, 5000].map((attempt) => backoffMs(attempt, 0.999999));
  const expected = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000];
  bounds.forEach((bound, index) => ok(expected[index]! - bound <= 1, `attempt ${index}: ${bound}`));
});

Deno.test("the jitter is full: it reaches down to nothing and stays below the bound", () => {
  equal(backoffMs(10, 0), 0);
  equal(backoffMs(10, 0.5), BACKOFF_MAX_MS / 2);
});
