import { deepEqual, equal } from "node:assert/strict";
import { afterClose } from "../../lib/client/close_code.ts";

Deno.test("the client stays away after 1000, 4400, 4401 and 4403", () => {
  equal(afterClose(1000, null).kind, "stopped");
  equal(afterClose(4400, null).kind, "stopped");
  equal(afterClose(4401, null).kind, "signedOut");
  equal(afterClose(4403, null).kind, "noAccess");
});

Deno.test("an announced delay does not bring it back where it has to stay away", () => {
  equal(afterClose(4401, 100).kind, "signedOut");
});

Deno.test("it comes back after half a minute when it was over the rate limit", () => {
  deepEqual(afterClose(4429, null), { kind: "comeBack", afterMs: 30_000 });
});

Deno.test("it comes back after the announced delay when the server restarts", () => {
  deepEqual(afterClose(1012, 1234), { kind: "comeBack", afterMs: 1234 });
  deepEqual(afterClose(1006, 1234), { kind: "comeBack", afterMs: 1234 });
});

Deno.test("it comes back with back-off after anything else", () => {
  for (const code of [1001, 1006, 1009, 1011, 1012, 4408, 4413, 4999]) {
    deepEqual(afterClose(code, null), { kind: "backOff" }, String(code));
  }
});
