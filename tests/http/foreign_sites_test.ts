/** What the pages of other sites can do here with their visitors' sessions: nothing. */
import assert from "node:assert/strict";
import type { State } from "../../lib/http/define.ts";
import { isAllowedOrigin } from "../../lib/http/origin.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { routesOfTheApp } from "../security/route_files.ts";

const desk = serverOfThisFile();

/** An address of every route, with ids that nothing has. */
async function everyAddress(): Promise<Set<string>> {
  const routes = await routesOfTheApp();
  return new Set(
    routes.map(({ route }) => route.replaceAll(/\{[^}]+\}/g, "01J00000000000000000000000")),
  );
}

Deno.test("no route changes anything for a page of another site, with any method", async () => {
  const { ann } = desk().people;
  const foreign = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const path of await everyAddress()) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      for (const headers of foreign) {
        const { status } = await ann.call(method, path, { body: {}, headers });
        assert.equal(status, 403, `${method} ${path} from ${JSON.stringify(headers)}`);
      }
    }
  }
});

/** Whether pages of this origin may act on a site that its visitors see there. */
const mayAct = (origin: string, own: string, origins: string[] = []): boolean =>
  isAllowedOrigin(origin, { origin: own, hotline: { config: { origins } } } as unknown as State);

Deno.test("another scheme, host, port or subdomain is another site", () => {
  const own = "https://desk.example.org";
  const foreign = [
    "",
    "null",
    "https://",
    "http://desk.example.org",
    "https://desk.example.org:8443",
    "https://evil.desk.example.org",
    "https://example.org",
    "https://desk.example.org.evil.example",
    "https://desk.example.org@evil.example",
    "https://desk.example.org/",
    "wss://desk.example.org",
    "https://evil.example, https://desk.example.org",
  ];
  for (const origin of foreign) assert.equal(mayAct(origin, own), false, origin);
  assert.equal(mayAct(own, own), true);
  assert.equal(mayAct("https://app.example", own, ["https://app.example"]), true);
});

Deno.test("behind a proxy that nobody told of, the https pages of the same host are its own", () => {
  const own = "http://desk.example.org";
  assert.equal(mayAct("https://desk.example.org", own), true);
  assert.equal(mayAct("https://desk.example.org:8443", own), false);
  assert.equal(mayAct("https://other.example.org", own), false);
});
