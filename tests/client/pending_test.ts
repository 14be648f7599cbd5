import assert from "node:assert/strict";
import { failureOf } from "../../lib/client/pending.ts";

Deno.test("an edit that met a deletion is not offered to be tried again: it would meet it again", () => {
  assert.equal(failureOf("conflict", "Deleted in the meantime.").canRetry, false);
});

Deno.test("what storage or the rate limit refused may be tried again", () => {
  assert.equal(failureOf("unavailable", "Busy.").canRetry, true);
  assert.equal(failureOf("rate_limited", "Slower.").canRetry, true);
});
