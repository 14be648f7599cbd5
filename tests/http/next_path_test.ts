import { equal } from "node:assert/strict";
import { nextPath } from "../../lib/http/next_path.ts";

const after = (next: string) =>
  nextPath(new URL(`https://desk.example/signin?next=${encodeURIComponent(next)}`));

Deno.test("signing in leads to the page that asked for it", () => {
  equal(after("/requests/1?status=open#m-2"), "/requests/1?status=open#m-2");
  equal(nextPath(new URL("https://desk.example/signin")), "/");
});

Deno.test("signing in leads to no other site, however it is written", () => {
  for (
    const next of [
      "https://evil.example/",
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "\\\\evil.example",
      "/.//evil.example",
      "/x/..//evil.example",
      "javascript:alert(1)",
      "https:evil.example",
      "https://desk.example@evil.example/",
      "",
    ]
  ) {
    equal(after(next), "/", next);
  }
});
