/** API tokens over HTTP: what they open, what not, and what their owners do with them. */
import assert from "node:assert/strict";
import type { ApiToken, Scope } from "../../lib/model/session.ts";
import { assertProblem, Caller, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { cookieFor, withAccounts } from "../helpers/seeded_people.ts";
import { refusalOf } from "../helpers/ws_client.ts";

const UNKNOWN_ID = "01J00000000000000000000000";
const desk = serverOfThisFile({ env: { HOTLINE_RATE_LIMIT: "off" } });

interface Made {
  id: string;
  token: string;
}

async function newToken(owner: Caller, scopes?: Scope[]): Promise<Made> {
  return jsonOf<Made>(await owner.post("/api/tokens", { name: "Bot", scopes }), 201);
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

Deno.test("who is not signed in has no tokens, and is told how to come in", async () => {
  const { nobody } = desk().people;
  const calls = [
    ["GET", "/api/tokens"],
    ["POST", "/api/tokens"],
    [
      "DELETE",
      `/api/tokens/${UNKNOWN_ID}`,
    ],
    ["GET", "/api/sessions"],
    ["DELETE", "/api/sessions"],
  ] as const;
  for (const [method, path] of calls) {
    const answer = await nobody.call(method, path);
    assertProblem(answer, 401, "unauthenticated");
    assert.equal(answer.headers.get("www-authenticate"), 'Bearer realm="hotline"');
  }
});

Deno.test("what is no token opens nothing, whatever cookie comes with it", async () => {
  const { people: { nobody, ann }, cookies } = desk();
  const secret = cookies.ann.split("=")[1]!;
  const odd = ["", "Bearer", "Bearer ", `Bearer ${secret}`, `Basic ${secret}`, "Bearer hotline_x"];
  odd.push(`Bearer hotline_${"a".repeat(43)}`, `Bearer hotline_${secret}`);
  for (const authorization of odd) {
    for (const caller of [nobody, ann]) {
      const answer = await caller.get("/api/session", { authorization });
      assertProblem(answer, 401, "unauthenticated");
      assert.equal(answer.headers.get("www-authenticate"), 'Bearer realm="hotline"');
    }
  }
});

Deno.test("a token opens no pages, and is no cookie", async () => {
  const { nobody, ann } = desk().people;
  const { token } = await newToken(ann);
  const asCookie = new Caller(nobody.base, `hotline_session=${token}`);
  assertProblem(await asCookie.get("/api/session"), 401, "unauthenticated");
  const page = await nobody.get("/account", bearer(token));
  assert.deepEqual([page.status, page.headers.get("location")], [303, "/signin?next=%2Faccount"]);
});

Deno.test("with a token one manages no accounts, sessions or tokens", async () => {
  const { nobody, ann } = desk().people;
  const { id, token } = await newToken(ann);
  const calls = [
    ["GET", "/api/tokens"],
    ["POST", "/api/tokens"],
    ["DELETE", `/api/tokens/${id}`],
    ["GET", "/api/sessions"],
    ["DELETE", "/api/sessions"],
    ["DELETE", "/api/sessions/any"],
    ["DELETE", "/api/session"],
  ] as const;
  for (const [method, path] of calls) {
    const answer = await nobody.call(method, path, { headers: bearer(token) });
    assertProblem(answer, 403, "forbidden");
  }
  assert.equal((await nobody.get("/api/session", bearer(token))).status, 200);
});

Deno.test("a token that reads writes nothing", async () => {
  const { nobody, ann } = desk().people;
  const { id } = await ann.open("For reading");
  const message = await ann.send(id, "Words");
  const headers = bearer((await newToken(ann, ["read"])).token);
  const writes = [
    ["POST", "/api/requests"],
    ["PATCH", `/api/requests/${id}`],
    ["POST", `/api/requests/${id}/messages`],
    ["PATCH", `/api/requests/${id}/messages/${message.id}`],
    ["DELETE", `/api/requests/${id}/messages/${message.id}`],
  ] as const;
  for (const [method, path] of writes) {
    assertProblem(await nobody.call(method, path, { headers, body: {} }), 403, "forbidden");
  }
  for (const path of ["/api/session", "/api/requests", `/api/requests/${id}/messages`]) {
    assert.equal((await nobody.get(path, headers)).status, 200);
  }
});

Deno.test("a token that writes reads nothing", async () => {
  const { nobody, ann } = desk().people;
  const { id } = await ann.open("For writing");
  const { token } = await newToken(ann, ["write"]);
  const headers = bearer(token);
  for (const path of ["/api/session", "/api/requests", `/api/requests/${id}/messages`]) {
    assertProblem(await nobody.get(path, headers), 403, "forbidden");
  }
  for (const path of ["/api/live", `/api/requests/${id}/live`]) {
    assert.equal((await refusalOf(nobody.base + path, { headers })).status, 403);
  }
  const body = { body: "Written", clientId: "written" };
  const path = `/api/requests/${id}/messages`;
  assert.equal((await nobody.post(path, body, headers)).status, 201);
});

Deno.test("a token has a name, and scopes that there are", async () => {
  const { ann } = desk().people;
  const refused: [body: unknown, paths: string[]][] = [
    [{}, ["name"]],
    [{ name: " " }, ["name"]],
    [{ name: "x".repeat(61) }, ["name"]],
    [{ name: "Bot", scopes: [] }, ["scopes"]],
    [{ name: "Bot", scopes: "read" }, ["scopes"]],
    [{ name: "Bot", scopes: ["admin"] }, ["scopes.0"]],
  ];
  for (const [body, paths] of refused) {
    assertProblem(await ann.post("/api/tokens", body), 422, "invalid", paths);
  }
});

Deno.test("nobody revokes another's token, nor learns that there is one", async () => {
  const { nobody, ann, ada } = desk().people;
  const { id, token } = await newToken(ann);
  for (const target of [id, UNKNOWN_ID, "none"]) {
    assertProblem(await ada.call("DELETE", `/api/tokens/${target}`), 404, "not_found");
  }
  assert.equal((await nobody.get("/api/session", bearer(token))).status, 200);
});

Deno.test("a token of a year ago is no token any more", async () => {
  const { people: { nobody }, database } = desk();
  const longAgo = () => Date.now() - 366 * 24 * 60 * 60 * 1000;
  const cookie = await withAccounts(database, (they) => cookieFor(they, "max"));
  const max = new Caller(nobody.base, cookie);
  const { token } = await newToken(max);
  assert.equal((await nobody.get("/api/session", bearer(token))).status, 200);
  const old = await withAccounts(database, async (_accounts, parts) => {
    const account = (await parts.users.byUsername("max"))!;
    const visitor = { address: null, device: null };
    const details = { id: parts.newId(), name: "Old", scopes: ["read" as const] };
    const nothing = () => () => Promise.resolve();
    return await parts.sessions.begin(account, { visitor, token: details, alongside: nothing });
  }, { clock: longAgo });
  assertProblem(await nobody.get("/api/session", bearer(old.token)), 401, "unauthenticated");
});

Deno.test("a call that is sent again with its key makes no second token", async () => {
  const { otto } = desk().people;
  const key = { "idempotency-key": "make-once" };
  assert.equal((await otto.post("/api/tokens", { name: "Once" }, key)).status, 201);
  assertProblem(await otto.post("/api/tokens", { name: "Once" }, key), 409, "conflict");
  const { tokens } = jsonOf<{ tokens: ApiToken[] }>(await otto.get("/api/tokens"));
  assert.equal(tokens.filter(({ name }) => name === "Once").length, 1);
});

Deno.test("a token is made, told once, listed without its secret, and revoked", async () => {
  const { nobody, mia } = desk().people;
  const answer = await mia.post("/api/tokens", { name: " Night  shift ", scopes: ["read"] });
  const { id, token } = jsonOf<Made>(answer, 201);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.match(token, /^hotline_[\w-]{43}$/);
  const list = await mia.get("/api/tokens");
  assert.ok(!list.text.includes(token));
  const [listed] = jsonOf<{ tokens: ApiToken[] }>(list).tokens;
  assert.deepEqual([listed?.id, listed?.name, listed?.scopes], [id, "Night shift", ["read"]]);
  assert.equal((await nobody.get("/api/session", bearer(token))).status, 200);
  const revoked = await mia.call("DELETE", `/api/tokens/${id}`);
  assert.deepEqual([revoked.status, revoked.text], [204, ""]);
  assertProblem(await nobody.get("/api/session", bearer(token)), 401, "unauthenticated");
  assertProblem(await mia.call("DELETE", `/api/tokens/${id}`), 404, "not_found");
});
