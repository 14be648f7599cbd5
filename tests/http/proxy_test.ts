/** Behind a proxy with a certificate: who is believed about https, with and without the setting. */
import assert from "node:assert/strict";
import { assertProblem, Caller, cookieOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { PASSWORD } from "../helpers/seeded_people.ts";
import { refusalOf } from "../helpers/ws_client.ts";

const desk = serverOfThisFile({ env: { HOTLINE_TRUST_PROXY: "1" } });

const PROXIED = { "x-forwarded-proto": "https", "x-forwarded-host": "desk.example.org" };
const OWN_PAGE = { ...PROXIED, origin: "https://desk.example.org" };
/** As the proxy sees the client that says of itself to be another site. */
const SPOOFED = {
  ...PROXIED,
  "x-forwarded-host": "evil.example, desk.example.org",
  origin: "https://evil.example",
};

/** The same session in a browser that got its cookie over https. */
const overHttps = ({ base, cookie }: Caller) => new Caller(base, `__Host-${cookie}`);

const signIn = (caller: Caller, headers: Record<string, string>) =>
  caller.post("/api/session", { username: "otto", password: PASSWORD }, headers);

Deno.test("another site changes nothing here, whatever it says that the proxy said", async () => {
  const ann = overHttps(desk().people.ann);
  const input = { title: "A title", body: "A body" };
  assertProblem(await ann.post("/api/requests", input, SPOOFED), 403, "forbidden");
  const own = `${ann.base}/api/live`;
  const refusal = await refusalOf(own, { cookie: ann.cookie, headers: SPOOFED });
  assertProblem(refusal, 403, "forbidden");
});

Deno.test("pages of the proxied site send forms and open sockets", async () => {
  const ann = overHttps(desk().people.ann);
  const input = { title: "A title", body: "A body" };
  assert.equal((await ann.post("/api/requests", input, OWN_PAGE)).status, 201);
  await using socket = await desk().socket(ann, "/api/live", { headers: OWN_PAGE });
  await socket.take("welcome");
});

Deno.test("where the proxy says https, the browser is told to stay there", async () => {
  const { nobody } = desk().people;
  const header = "strict-transport-security";
  for (const path of ["/signin", "/styles.css", "/api/session", "/nothing", "/requests/%zz"]) {
    const { headers } = await nobody.get(path, PROXIED);
    assert.equal(headers.get(header), "max-age=31536000", path);
    assert.match(headers.get("content-security-policy") ?? "", /; upgrade-insecure-requests$/);
    assert.equal((await nobody.get(path)).headers.get(header), null, "on plain http it is ignored");
  }
});

Deno.test("on https no cookie counts that may have come from elsewhere", async () => {
  const { ann, nobody } = desk().people;
  assert.equal((await ann.get("/api/session")).status, 200);
  assertProblem(await ann.get("/api/session", PROXIED), 401, "unauthenticated");
  const secure = overHttps(ann);
  assert.equal((await secure.get("/api/session", PROXIED)).status, 200);
  assertProblem(await secure.get("/api/session"), 401, "unauthenticated");
  const both = new Caller(nobody.base, `hotline_session=x; ${secure.cookie}; other=1`);
  assert.equal((await both.get("/api/session", PROXIED)).status, 200);
});

Deno.test("where the proxy says https, the cookie is secure and of this host alone", async () => {
  const { nobody } = desk().people;
  const signedIn = await signIn(nobody, PROXIED);
  const gone = await nobody.call("DELETE", "/api/session", { headers: PROXIED });
  for (const { headers } of [signedIn, gone]) {
    const [cookie = ""] = headers.getSetCookie();
    assert.match(
      cookie,
      /^__Host-hotline_session=[^;]*; Path=\/; HttpOnly; SameSite=Lax;.*; Secure$/,
    );
    assert.doesNotMatch(cookie, /domain/i);
  }
  const otto = new Caller(nobody.base, cookieOf(signedIn));
  assert.equal((await otto.get("/api/session", PROXIED)).status, 200);
  const [plain = ""] = (await signIn(nobody, {})).headers.getSetCookie();
  assert.match(plain, /^hotline_session=/);
  assert.doesNotMatch(plain, /; Secure/);
});
