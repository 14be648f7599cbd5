import assert from "node:assert/strict";
import { deviceWords } from "../../lib/auth/device_words.ts";
import { DEVICE_MAX } from "../../lib/model/session.ts";

Deno.test("what says nothing of itself is an unknown device", () => {
  for (const nothing of [null, "", "  ", "/", "(;"]) {
    assert.equal(deviceWords(nothing), "Unknown device");
  }
});

Deno.test("browsers are told by their name and system, programs by their name", () => {
  const known = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox on Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":
      "Chrome on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1":
      "Safari on iOS",
    "curl/8.5.0": "curl",
    "python-requests/2.32": "python-requests",
  };
  for (const [userAgent, words] of Object.entries(known)) {
    assert.equal(deviceWords(userAgent), words);
  }
});

Deno.test("whatever a program calls itself stays short", () => {
  const odd = ["a".repeat(DEVICE_MAX), "Mozilla/5.0 ".repeat(25)];
  for (const userAgent of odd) assert(deviceWords(userAgent).length <= 60);
});
