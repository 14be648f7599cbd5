import { deepEqual, equal } from "node:assert/strict";
import { stretches } from "../../components/links.ts";

const links = (text: string) => stretches(text).flatMap(({ href }) => href ?? []);
const shown = (text: string) => stretches(text).flatMap(({ text, href }) => href ? text : []);

Deno.test("addresses of the web and of mail are links", () => {
  deepEqual(links("see https://example.com/a?b=c#d and http://example.com"), [
    "https://example.com/a?b=c#d",
    "http://example.com/",
  ]);
  deepEqual(links("write to mailto:desk@example.com please"), ["mailto:desk@example.com"]);
  deepEqual(links("HTTPS://EXAMPLE.COM/Path"), ["https://example.com/Path"]);
});

Deno.test("no other scheme is a link, however it is written", () => {
  for (
    const text of [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java\tscript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "DATA:text/html;base64,PHNjcmlwdD4= vbScript:x data:image/svg+xml,<svg/onload=alert(1)>",
      "java\u0000script:alert(1) javascript\u0001:alert(1) \u0001javascript:alert(1)",
      "jav&#x61;script:alert(1) javascript&colon;alert(1) %6Aavascript:alert(1)",
      "ｊavascript:alert(1) view-source:x about:blank intent:x tel:1 ws://a.example",
      "vbscript:x file:///etc/passwd ftp://example.com blob:abc",
      "https:javascript",
      "//example.com www.example.com",
    ]
  ) {
    deepEqual(links(text), [], text);
  }
});

Deno.test("a link inside of a script address is only itself", () => {
  deepEqual(links("javascript:https://example.com/"), ["https://example.com/"]);
});

Deno.test("a control character in an address makes it no link, or none of its own", () => {
  deepEqual(links("https://exam\u0000ple.com https://exam\u0007ple.com"), []);
  deepEqual(links("https://example.com/\u0000\u0007x"), ["https://example.com/%00%07x"]);
  deepEqual(links("ht\ttps://example.com h\u0000ttps://example.com"), []);
});

Deno.test("a quote ends an address, so that nothing gets out of the attribute", () => {
  deepEqual(stretches(`https://a.example"onmouseover="alert(1)`), [
    { text: "https://a.example", href: "https://a.example/" },
    { text: `"onmouseover="alert(1)` },
  ]);
  deepEqual(shown("https://a.example'x https://b.example<script> https://c.example`x"), [
    "https://a.example",
    "https://b.example",
    "https://c.example",
  ]);
});

Deno.test("the end of a sentence does not belong to an address", () => {
  for (const end of [".", ",", "!", "?", ";", ":", "...", "?!", "…", "**"]) {
    deepEqual(shown(`Go to https://example.com/page${end}`), ["https://example.com/page"], end);
  }
  deepEqual(shown("https://example.com/a.b,c?d=e!f"), ["https://example.com/a.b,c?d=e!f"]);
});

Deno.test("a bracket belongs to an address when its partner does", () => {
  deepEqual(shown("(see https://example.com/a)"), ["https://example.com/a"]);
  deepEqual(shown("https://example.com/Foo_(bar)"), ["https://example.com/Foo_(bar)"]);
  deepEqual(shown("(https://example.com/Foo_(bar))."), ["https://example.com/Foo_(bar)"]);
  deepEqual(shown("[https://example.com/[x]]"), ["https://example.com/[x]"]);
});

Deno.test("a host in another script leads to its real name", () => {
  deepEqual(links("https://пример.рф/ü"), ["https://xn--e1afmkfd.xn--p1ai/%C3%BC"]);
  deepEqual(links("https://аpple.com"), ["https://xn--pple-43d.com/"]);
  deepEqual(links("https://exam\u200bple。com https://ｅxample.com"), [
    "https://example.com/",
    "https://example.com/",
  ]);
});

Deno.test("an address that names a user to look like another host is no link", () => {
  deepEqual(links("https://bank.example@evil.example/ https://a:b@evil.example"), []);
  deepEqual(links("https://bank.example%40evil.example https://bank.example\\@evil.example"), [
    "https://bank.example/",
  ]);
});

Deno.test("marks that turn the direction of writing end an address", () => {
  deepEqual(shown("https://example.com/\u202egpj.exe"), ["https://example.com/"]);
});

Deno.test("what is no address stays text, and nothing of a text is lost", () => {
  for (
    const text of [
      "",
      "no link",
      "https:// nothing",
      "mailto:nobody",
      "https://[::1",
      "a https://example.com/x, b (https://example.com) c\nd https://x.example.",
    ]
  ) {
    equal(stretches(text).map(({ text }) => text).join(""), text);
  }
});

Deno.test("a long text made to be slow is not", () => {
  const started = performance.now();
  stretches("https://example.com/" + ")".repeat(10_000));
  stretches("https://".repeat(1_250));
  stretches("mailto:".repeat(1_400));
  const took = performance.now() - started;
  equal(took < 500, true, `took ${took} ms`);
});
