/** Who asks too much over HTTP: calls, forms and upgrades; and how a refused sign-in goes on. */
import assert from "node:assert/strict";
import { RATES } from "../../lib/limits/rates.ts";
import { DELAYS } from "../../lib/auth/sign_in_delays.ts";
import { type Answer, assertProblem, Caller, type Problem } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { PASSWORD } from "../helpers/seeded_people.ts";
import { refusalOf } from "../helpers/ws_client.ts";

const desk = serverOfThisFile();

/** Asks again and again until it is refused for being too fast. */
async function untilLimited(ask: () => Promise<Answer>, most: number): Promise<Answer> {
  for (let count = 0; count <= most + 100; count++) {
    const answer = await ask();
    if (answer.status === 429) {
      assert.ok(count >= most / 2, `refused after ${count}`);
      return answer;
    }
  }
  assert.fail("nobody was refused");
}

function assertSaysWhen(answer: Answer): Problem & { retryAfterMs: number } {
  const problem = assertProblem(answer, 429, "rate_limited") as Problem & { retryAfterMs: number };
  assert.ok(problem.retryAfterMs > 0);
  const seconds = String(Math.ceil(problem.retryAfterMs / 1000));
  assert.equal(answer.headers.get("retry-after"), seconds);
  assert.match(problem.detail, /Try again in /);
  return problem;
}

Deno.test("calls over the rate answer 429 and say when to come again", async () => {
  const { otto } = desk().people;
  const { burst } = RATES.command.person;
  const send = () => otto.call("PATCH", "/api/requests/none", { body: {} });
  assertSaysWhen(await untilLimited(send, burst));
});

Deno.test("a page over the rate says so in words, and the watch is not kept out", async () => {
  const { max } = desk().people;
  const { burst } = RATES.read.person;
  let page = await max.get("/requests/new");
  for (let count = 0; count < 3 * burst && page.status !== 429; count += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => max.get("/requests/new")));
    page = answers.find(({ status }) => status === 429) ?? page;
  }
  assert.equal(page.status, 429);
  assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
  assert.equal(page.headers.get("retry-after"), "1");
  assert.match(page.text, /Too many pages were asked for at once\. Try again in a second\./);
  assert.match(page.text, /See all requests/);
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    assert.equal((await max.get(path)).status, 200);
  }
});

Deno.test("a form for a request that is refused comes back with everything in it", async () => {
  const { mia } = desk().people;
  const { burst } = RATES.newRequest.person;
  const post = () =>
    mia.call("POST", "/requests/new", {
      form: { title: "A title to keep", body: "Words to keep", clientId: "the-same" },
      headers: { origin: mia.base },
    });
  const answer = await untilLimited(post, burst);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
  assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
  for (
    const kept of ["A title to keep", "Words to keep", "the-same", "Too many requests were made"]
  ) {
    assert.ok(answer.text.includes(kept), kept);
  }
  assertSaysWhen(await mia.post("/api/requests", { title: "Another", body: "way" }));
});

Deno.test("guessing a password has to wait, in the form and in the call, whoever has the name", async () => {
  const { nobody } = desk().people;
  for (const username of ["ada", "nobody-has-this"]) {
    const guess = () => nobody.post("/api/session", { username, password: "a guess" });
    for (let count = 0; count < DELAYS.address.free; count++) {
      assertProblem(await guess(), 401, "unauthenticated");
    }
    assertSaysWhen(await guess());
    const form = await nobody.call("POST", "/signin", {
      form: { username, password: PASSWORD },
      headers: { origin: nobody.base },
    });
    assert.equal(form.status, 429);
    assert.match(form.headers.get("retry-after") ?? "", /^\d+$/);
    assert.match(form.text, /Too many attempts to sign in\. Try again in a second\./);
    assert.ok(form.text.includes(`value="${username}"`), "the name is still filled in");
    assert.ok(!form.text.includes(PASSWORD));
  }
});

Deno.test("a browser that has signed in before is not slowed down by guesses elsewhere", async () => {
  const { nobody } = desk().people;
  const credentials = { username: "ann", password: PASSWORD };
  const first = await nobody.post("/api/session", credentials);
  assert.equal(first.status, 200);
  const device = first.headers.getSetCookie().find((cookie) =>
    cookie.startsWith("hotline_device=")
  );
  assert.match(device ?? "", /; HttpOnly; SameSite=Lax; Max-Age=31536000$/);
  for (let count = 0; count <= DELAYS.address.free; count++) {
    await nobody.post("/api/session", { ...credentials, password: "a guess" });
  }
  assert.equal((await nobody.post("/api/session", credentials)).status, 429);
  const known = new Caller(nobody.base, device!.split(";")[0]!);
  const again = await known.post("/api/session", credentials);
  assert.equal(again.status, 200, again.text);
});

Deno.test("accounts made over the rate are refused; the form keeps what was filled in", async () => {
  const { nobody } = desk().people;
  const post = () =>
    nobody.call("POST", "/signup", {
      form: { username: "ann", name: "Another Ann", password: PASSWORD },
      headers: { origin: nobody.base },
    });
  const answer = await untilLimited(post, RATES.signUp.address.burst);
  assert.match(answer.text, /Too many accounts were made from here\. Try again in \d+ seconds\./);
  assert.ok(answer.text.includes('value="Another Ann"'));
});

Deno.test("sockets opened over the rate are refused before the upgrade", async () => {
  const { ada } = desk().people;
  const url = `${ada.base}/api/live`;
  const plain = () => ada.get("/api/live");
  // A call that asks for no upgrade counts as well: it is refused only after that.
  const refused = await untilLimited(plain, RATES.join.person.burst);
  assertSaysWhen(refused);
  const upgrade = await refusalOf(url, { cookie: ada.cookie });
  assert.equal(upgrade.status, 429);
  assert.match(upgrade.headers.get("retry-after") ?? "", /^\d+$/);
});
