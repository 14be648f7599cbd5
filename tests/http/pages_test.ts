/** Pages and plain forms: what works without a line of script. */
import assert from "node:assert/strict";
import { Caller, cookieOf, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { PASSWORD } from "../helpers/seeded_people.ts";

const desk = serverOfThisFile();

/** The value that a page's form has in a field. */
function valueOf(html: string, name: string): string | undefined {
  const [tag = ""] = new RegExp(`<(?:input|textarea)[^>]*\\bname="${name}"[^>]*>`).exec(html) ?? [];
  return /\bvalue="([^"]*)"/.exec(tag)?.[1];
}

Deno.test("without a session every page leads to signing in, and back afterwards", async () => {
  const { nobody } = desk().people;
  const paths = ["/", "/?status=open", "/requests/new", "/requests/01J00000000000000000000000?a=b"];
  for (const path of paths) {
    const { status, headers } = await nobody.get(path);
    const location = `/signin?next=${encodeURIComponent(path)}`;
    assert.deepEqual([status, headers.get("location")], [303, location]);
    const { text } = await nobody.get(location);
    assert.ok(text.includes(`action="${location}"`), "the form keeps the way back");
  }
  const posted = await nobody.call("POST", "/requests/new", { form: { title: "T", body: "B" } });
  assert.deepEqual([posted.status, posted.headers.get("location")], [303, "/signin"]);
});

Deno.test("signing in leads to where one wanted to go, and never off the site", async () => {
  const { ann, nobody } = desk().people;
  const ways: [string, string][] = [
    ["/requests/new?a=b#c", "/requests/new?a=b#c"],
    ["//evil.example", "/"],
    ["https://evil.example", "/"],
    ["/\\evil.example", "/"],
    ["\\\\evil.example", "/"],
    ["/.//evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["", "/"],
    [`${nobody.base}@evil.example`, "/"],
  ];
  for (const [next, expected] of ways) {
    // Who is signed in already is sent on at once, by the same rule as after signing in.
    const { status, headers } = await ann.get(`/signin?next=${encodeURIComponent(next)}`);
    assert.deepEqual([status, headers.get("location")], [303, expected], next);
  }
  const form = { username: "ann", password: PASSWORD };
  const off = await nobody.call("POST", "/signin?next=%2F%2Fevil.example", { form });
  assert.deepEqual([off.status, off.headers.get("location")], [303, "/"]);
  assert.equal((await new Caller(nobody.base, cookieOf(off)).user()).username, "ann");
});

Deno.test("a wrong password keeps the name and shows the mistake, but no password", async () => {
  const { nobody } = desk().people;
  const form = { username: "ann", password: "wrong-password" };
  const { status, text } = await nobody.call("POST", "/signin", { form });
  assert.equal(status, 401);
  assert.equal(valueOf(text, "username"), "ann");
  assert.ok(!text.includes("wrong-password"));
  assert.match(text, /The username or the password is wrong/);
});

Deno.test("a form with mistakes comes back with 422 and everything still filled in", async () => {
  const { nobody, ann } = desk().people;
  const signUp = { username: "x", name: '"><b>Ann', password: "short" };
  const signedUp = await nobody.call("POST", "/signup", { form: signUp });
  assert.equal(signedUp.status, 422);
  assert.equal(valueOf(signedUp.text, "username"), "x");
  assert.ok(!signedUp.text.includes('"><b>Ann'), "as text, not as markup");
  assert.match(signedUp.text, /&quot;&gt;&lt;b>Ann|&quot;>&lt;b>Ann|&quot;&gt;&lt;b&gt;Ann/);
  assert.match(signedUp.text, /must be at least 8 characters/);

  const form = { title: "", body: "Long and carefully <written>", clientId: "kept" };
  const opened = await ann.call("POST", "/requests/new", { form });
  assert.equal(opened.status, 422);
  assert.match(opened.text, /Long and carefully &lt;written/);
  assert.equal(valueOf(opened.text, "clientId"), "kept");
});

Deno.test("a request is opened, answered, edited and solved by plain forms", async () => {
  const { ann } = desk().people;
  const opening = { title: "By form", body: "Hello", clientId: crypto.randomUUID() };
  const opened = await ann.call("POST", "/requests/new", { form: opening });
  const page = opened.headers.get("location") ?? "";
  assert.deepEqual([opened.status, /^\/requests\/[0-9A-Z]{26}$/.test(page)], [303, true]);
  const again = await ann.call("POST", "/requests/new", { form: opening });
  assert.equal(again.headers.get("location"), page, "posting twice opens one");

  const message = { body: "More\r\nlines", clientId: crypto.randomUUID(), kind: "public" };
  const sent = await ann.call("POST", `${page}/messages`, { form: message });
  const [, messageId] = /#m-(.+)$/.exec(sent.headers.get("location") ?? "") ?? [];
  assert.equal(sent.status, 303);
  await ann.call("POST", `${page}/messages`, { form: message });

  const change = (form: Record<string, string>) =>
    ann.call("POST", `${page}/messages/${messageId}`, {
      form: { ...form, clientId: crypto.randomUUID() },
    });
  assert.equal((await change({ action: "edit", body: "Edited" })).status, 303);
  assert.match((await ann.get(page)).text, /Edited/);
  assert.equal((await change({ action: "delete" })).status, 303);
  assert.ok(!(await ann.get(page)).text.includes("Edited"));

  const solved = await ann.call("POST", page, { form: { status: "solved" } });
  assert.deepEqual([solved.status, solved.headers.get("location")], [303, page]);
  const { request } = jsonOf<{ request: { status: string; head: number } }>(
    await ann.get(`/api${page}`),
  );
  assert.deepEqual([request.status, request.head], ["solved", 5]);
});

Deno.test("a form that is wrong or not allowed shows a page that says so", async () => {
  const { ann, otto } = desk().people;
  const { id } = await ann.open();
  const page = `/requests/${id}`;
  const form = { body: "Hi", clientId: "form" };
  const cases: [Promise<{ status: number; text: string }>, number][] = [
    [ann.call("POST", `${page}/messages`, { form: { body: " ", clientId: "form" } }), 422],
    [ann.call("POST", `${page}/messages`, { form: { ...form, kind: "note" } }), 403],
    [ann.call("POST", page, { form: { status: "closed" } }), 403],
    [ann.call("POST", page, { form: { status: "nonsense" } }), 422],
    [ann.call("POST", page, { form: {} }), 422],
    [ann.call("POST", `${page}/messages/x`, { form: { ...form, action: "edit" } }), 404],
    [otto.call("POST", `${page}/messages`, { form }), 404],
    [otto.call("POST", page, { form: { status: "solved" } }), 404],
    [otto.get(page), 404],
    [ann.get("/requests/nothing"), 404],
    [ann.get("/nothing"), 404],
    [ann.get(`${page}?limit=x`), 422],
  ];
  for (const [index, [answer, expected]] of cases.entries()) {
    const { status, text } = await answer;
    assert.equal(status, expected, `case ${index}`);
    assert.match(text, /<html lang="en">/);
    assert.ok(!/\bat .*\.tsx?:\d+|file:\/\//.test(text), "without the insides of the server");
  }
});

Deno.test("text from people is text in the page, wherever it stands", async () => {
  const { ann, mia } = desk().people;
  const attack = `</script><script>alert(1)</script><img src=x onerror=alert(1)>`;
  const { id } = await ann.open(attack, attack);
  await mia.send(id, attack);
  for (const path of [`/requests/${id}`, "/"]) {
    const { text } = await mia.get(path);
    assert.ok(text.includes("alert(1)"), "it is there");
    assert.ok(!/<script>alert|<img src=x/i.test(text), `${path} runs it`);
  }
});

Deno.test("signing out by form leads to the sign-in page", async () => {
  const { nobody } = desk().people;
  const form = { username: "max", password: PASSWORD };
  const signedIn = await nobody.call("POST", "/signin", { form });
  const max = new Caller(nobody.base, cookieOf(signedIn));
  assert.equal((await max.get("/signout")).status, 405, "no link signs anybody out");
  const out = await max.call("POST", "/signout", { form: {} });
  assert.deepEqual([out.status, out.headers.get("location")], [303, "/signin"]);
  assert.equal((await max.get("/")).status, 303);
});
