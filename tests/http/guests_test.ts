/** Asking without an account, over HTTP. */
import assert from "node:assert/strict";
import { newSecret } from "../../lib/auth/secret.ts";
import { RATES } from "../../lib/limits/rates.ts";
import { type Answer, assertProblem, Caller, cookieOf, jsonOf } from "../helpers/api.ts";
import { startAppServer } from "../helpers/app_server.ts";
import { openPeopledServer, serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile();
const EMAIL = "gwen.private@example.org";

const form = (changes: Record<string, string> = {}) => ({
  name: "Gwen",
  email: EMAIL,
  question: "Where is my parcel?",
  link: newSecret(),
  ...changes,
});

/** A guest who has just asked. */
async function newGuest(base = desk().server.origin) {
  const fields = form();
  const asked = await new Caller(base).call("POST", "/ask", { form: fields });
  const path = pathOf(asked);
  const guest = new Caller(base, cookieOf(asked));
  return { guest, asked, path, id: path.split("/").at(-1)!, link: fields.link };
}

function pathOf(answer: Answer): string {
  assert.equal(answer.status, 303, answer.text);
  return answer.headers.get("location")!;
}

const renewed = (answer: Answer): string => {
  assert.match(pathOf(answer), /\/link$/);
  const [cookie = ""] = answer.headers.getSetCookie();
  assert.match(
    cookie,
    /^hotline_link=[\w-]{43}; Path=\/requests\/\w{26}\/link; HttpOnly; SameSite=Strict/,
  );
  return cookie.split(";")[0]!;
};

Deno.test("a link that is wrong, renewed or revoked opens nothing, and all look the same", async () => {
  const { people: { nobody, mia } } = desk();
  const { path, link } = await newGuest();
  const page = async (secret: string) => {
    const answer = await nobody.get(`/g/${secret}`);
    assert.equal(answer.status, 404);
    assert.deepEqual(answer.headers.getSetCookie(), []);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal((await nobody.call("POST", `/g/${secret}`, { form: {} })).status, 404);
    return answer.text.replaceAll(/nonce="[^"]*"/g, "").replaceAll(secret, "");
  };
  const wrong = await page(newSecret());
  const cookie = renewed(await mia.call("POST", `${path}/link`, { form: { action: "renew" } }));
  assert.equal(await page(link), wrong);
  const next = cookie.split("=")[1]!;
  assert.equal(pathOf(await nobody.get(`/g/${next}`)), path);
  await mia.call("POST", `${path}/link`, { form: { action: "revoke" } });
  assert.equal(await page(next), wrong);
});

Deno.test("a revoked link puts the guest out at once, and the form does not bring them back", async () => {
  const { people: { nobody, mia }, socket } = desk();
  const { guest, path, id } = await newGuest();
  await using open = await socket(guest, "/api/live");
  await open.take("welcome");
  await mia.call("POST", `${path}/link`, { form: { action: "revoke" } });
  assert.equal((await open.closing()).code, 4401);
  assertProblem(await guest.get(`/api/requests/${id}`), 401, "unauthenticated");
  assert.match(pathOf(await guest.get(path)), /^\/signin/);
  assert.equal((await nobody.get(path)).status, 303);
});

Deno.test("a guest sees one request, and makes no other", async () => {
  const { people: { ann } } = desk();
  const { guest, id } = await newGuest();
  const other = await newGuest();
  const theirs = await ann.open();
  for (const foreign of [other.id, theirs.id]) {
    assertProblem(await guest.get(`/api/requests/${foreign}`), 404, "not_found");
    assert.equal((await guest.get(`/requests/${foreign}`)).status, 404);
    assert.equal((await guest.get(`/requests/${foreign}/link`)).status, 404);
  }
  const { requests } = jsonOf<{ requests: { id: string }[] }>(await guest.get("/api/requests"));
  assert.deepEqual(requests.map((request) => request.id), [id]);
  const input = { title: "Another", body: "One more" };
  assertProblem(await guest.post("/api/requests", input), 403, "forbidden");
  const refused = await guest.get("/requests/new");
  assert.equal(refused.status, 403);
  assert.match(refused.text, /href="\/account\/claim"/);
  assert.equal((await guest.call("POST", "/requests/new", { form: input })).status, 403);
  const after = jsonOf<{ requests: unknown[] }>(await guest.get("/api/requests"));
  assert.equal(after.requests.length, 1);
});

Deno.test("a form with errors keeps what was filled in, and the same link", async () => {
  const fields = form({ name: " ", email: "gwen" });
  const { status, text } = await desk().people.nobody.call("POST", "/ask", { form: fields });
  assert.equal(status, 422);
  for (const kept of [fields.email, fields.question, fields.link]) assert(text.includes(kept));
  assert.match(text, /id="name-error"/);
  assert.match(text, /id="email-error"/);
});

Deno.test("a form from another site makes no guest, and its link signs nobody in", async () => {
  const { people: { nobody } } = desk();
  const { link } = await newGuest();
  for (const path of ["/ask", `/g/${link}`]) {
    const headers = { origin: "https://elsewhere.example" };
    const answer = await nobody.call("POST", path, { form: form(), headers });
    assert.equal(answer.status, 403);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
});

Deno.test("who is signed in is asked before a link makes them somebody else", async () => {
  const { people: { ann, mia } } = desk();
  const { path, link } = await newGuest();
  const asked = await ann.get(`/g/${link}`);
  assert.equal(asked.status, 200);
  assert.deepEqual(asked.headers.getSetCookie(), []);
  assert.match(asked.text, /Continue as Gwen\?/);
  assert.equal(pathOf(await mia.get(`/g/${link}`)), path);
  assert.equal((await ann.user()).username, "ann");
});

Deno.test("a program that looks at a link begins no session", async () => {
  const { people: { nobody } } = desk();
  const { link } = await newGuest();
  const answer = await nobody.call("HEAD", `/g/${link}`);
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.headers.getSetCookie(), []);
});

Deno.test("a question, a name and one press lead to the conversation", async () => {
  const { guest, asked, path, id } = await newGuest();
  const cookies = asked.headers.getSetCookie();
  assert.equal(cookies.length, 2);
  for (const cookie of cookies) assert.match(cookie, /HttpOnly; SameSite=(Lax|Strict)/);
  const page = await guest.get(path);
  assert.equal(page.status, 200);
  assert.match(page.text, /Where is my parcel\?/);
  assert.match(page.text, /class="notice"/);
  await guest.send(id, "It is late.");
  const user = await guest.user();
  assert.equal(user.role, "requester");
});

Deno.test("the form sent twice leads to one request, with and without the new session", async () => {
  const { people: { nobody } } = desk();
  const fields = form();
  const first = await nobody.call("POST", "/ask", { form: fields });
  const second = await nobody.call("POST", "/ask", { form: fields });
  const guest = new Caller(nobody.base, cookieOf(first));
  const third = await guest.call("POST", "/ask", { form: fields });
  assert.equal(pathOf(second), pathOf(first));
  assert.equal(pathOf(third), pathOf(first));
  assert.equal((await guest.call("POST", "/ask", { form: form() })).status, 409);
});

Deno.test("staff alone see the e-mail address, and the page follows the link's state", async () => {
  const { people: { mia, ada } } = desk();
  const { guest, path, id } = await newGuest();
  for (const staff of [mia, ada]) assert((await staff.get(path)).text.includes(EMAIL));
  for (
    const place of [path, `/api/requests/${id}`, `/api/requests/${id}/messages`, "/api/session"]
  ) {
    assert(!(await guest.get(place)).text.includes(EMAIL), place);
  }
  assert(!(await mia.get(`/api/requests/${id}`)).text.includes(EMAIL));
  assert.match((await mia.get(path)).text, /in force/);
  await mia.call("POST", `${path}/link`, { form: { action: "revoke" } });
  assert.match((await mia.get(path)).text, /revoked/);
  await mia.call("POST", `${path}/link`, { form: { action: "renew" } });
  assert.match((await mia.get(path)).text, /in force/);
});

Deno.test("the guest sees the link whenever they like, staff a new one once", async () => {
  const { people: { mia } } = desk();
  const { guest, asked, path, link } = await newGuest();
  const shown = `/g/${link}`;
  assert(!(await guest.get(path)).text.includes(shown), "the kept page does not hold it");
  assert(!(await guest.get(`${path}/link`)).text.includes(shown), "this browser does not know it");
  const cookies = asked.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
  const page = await new Caller(guest.base, cookies).get(`${path}/link`);
  assert(page.text.includes(shown));
  assert.equal(page.headers.get("cache-control"), "no-store");
  const cookie = renewed(await mia.call("POST", `${path}/link`, { form: { action: "renew" } }));
  const both = new Caller(mia.base, `${mia.cookie}; ${cookie}`);
  const once = await both.get(`${path}/link`);
  assert(once.text.includes(`/g/${cookie.split("=")[1]}`));
  assert.match(once.headers.getSetCookie()[0]!, /^hotline_link=; .*Max-Age=0/);
  assert(!(await new Caller(guest.base, cookies).get(`${path}/link`)).text.includes(shown));
});

Deno.test("guests neither revoke their link, nor renew that of others", async () => {
  const { people: { ann } } = desk();
  const { guest, path, link } = await newGuest();
  const other = await newGuest();
  assert.equal(
    (await guest.call("POST", `${path}/link`, { form: { action: "revoke" } })).status,
    403,
  );
  for (const stranger of [other.guest, ann]) {
    const answer = await stranger.call("POST", `${path}/link`, { form: { action: "renew" } });
    assert.equal(answer.status, 404);
  }
  assert.equal((await guest.call("POST", `${path}/link`, { form: { action: "x" } })).status, 422);
  assert.equal(pathOf(await new Caller(guest.base).get(`/g/${link}`)), path);
});

Deno.test("a guest becomes a user: the request stays, the link and other sessions go", async () => {
  const { people: { nobody, mia } } = desk();
  const { guest, path, link, id } = await newGuest();
  const other = new Caller(guest.base, cookieOf(await nobody.get(`/g/${link}`)));
  const { id: userId } = await guest.user();
  const claim = (fields: Record<string, string>) =>
    guest.call("POST", "/account/claim", { form: fields });
  const taken = await claim({ username: "ann", password: "correct horse" });
  assert.equal(taken.status, 409);
  assert.match(taken.text, /id="username-error"/);
  assert.match(taken.text, /value="ann"/);
  assert.equal((await claim({ username: "gwen", password: "short" })).status, 422);
  const claimed = await claim({ username: "gwen", password: "correct horse" });
  assert.equal(pathOf(claimed), path);
  const gwen = new Caller(guest.base, cookieOf(claimed));
  assert.equal((await gwen.user()).id, userId);
  assert.equal((await gwen.get(path)).text.includes('class="notice"'), false);
  assert.equal((await gwen.get(`${path}/link`)).status, 404);
  assertProblem(await guest.get("/api/session"), 401, "unauthenticated");
  assertProblem(await other.get("/api/session"), 401, "unauthenticated");
  assert.equal((await nobody.get(`/g/${link}`)).status, 404);
  await gwen.open("A second one");
  assert.match((await mia.get(path)).text, /Asked as a guest/);
  assert.match((await mia.get(path)).text, new RegExp(EMAIL));
  await gwen.send(id, "Still me.");
});

Deno.test("closed doors: no new guests, no new accounts, and links that work on", async () => {
  await using open = await openPeopledServer();
  const { link, path, guest } = await newGuest(open.server.origin);
  const env = { HOTLINE_GUESTS: "off", HOTLINE_SIGNUP: "off" };
  await using closed = await startAppServer({ database: open.database, env });
  const nobody = new Caller(closed.origin);
  const newcomer = { username: "new", name: "New", password: "correct horse" };
  assertProblem(await nobody.post("/api/users", newcomer), 403, "forbidden");
  assert.equal((await nobody.get("/signup")).status, 403);
  assert.equal((await nobody.call("POST", "/signup", { form: newcomer })).status, 403);
  assert.equal((await nobody.get("/ask")).status, 403);
  assert.equal((await nobody.call("POST", "/ask", { form: form() })).status, 403);
  const signIn = await nobody.get("/signin");
  assert(!/href="\/(ask|signup)/.test(signIn.text));
  const entered = await nobody.get(`/g/${link}`);
  assert.equal(pathOf(entered), path);
  const back = new Caller(closed.origin, cookieOf(entered));
  assert(!(await back.get(path)).text.includes("/account/claim"));
  assert.equal((await back.get("/account/claim")).status, 403);
  const claim = { username: "gwen", password: "correct horse" };
  assert.equal((await back.call("POST", "/account/claim", { form: claim })).status, 403);
  assert.equal((await guest.user()).username, (await back.user()).username);
});

Deno.test("a flood of questions from one address is refused, with the form still filled in", async () => {
  await using flooded = await openPeopledServer();
  const { people: { nobody } } = flooded;
  const ask = (fields: Record<string, string>) => nobody.call("POST", "/ask", { form: fields });
  const { burst } = RATES.guestRequest.address;
  const answers = await Promise.all(Array.from({ length: burst + 10 }, () => ask(form())));
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [...Array(burst).fill(303), ...Array(10).fill(429)]);
  const last = form();
  const refused = await ask(last);
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get("retry-after") ?? "", /^\d+$/);
  assert(refused.text.includes(last.question) && refused.text.includes(last.link));
});
