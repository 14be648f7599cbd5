/** What callers get wrong: every field named, nothing stored, and never a 500. */
import assert from "node:assert/strict";
import { assertProblem, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile();
const clientId = "bad-input";

Deno.test("every field that is missing or wrong is named at once", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const cases: [string, string, unknown, string[]][] = [
    ["POST", "/api/users", {}, ["username", "name", "password"]],
    ["POST", "/api/users", { username: "a b", name: " ", password: "short" }, [
      "username",
      "name",
      "password",
    ]],
    ["POST", "/api/session", {}, ["username", "password"]],
    ["POST", "/api/session", { username: 1, password: null }, ["username", "password"]],
    ["POST", "/api/requests", {}, ["title", "body"]],
    ["POST", "/api/requests", { title: "x".repeat(201), body: "x".repeat(10_001) }, [
      "title",
      "body",
    ]],
    ["PATCH", `/api/requests/${id}`, {}, ["title"]],
    ["PATCH", `/api/requests/${id}`, { status: "done", assigneeId: "x" }, [
      "status",
      "assigneeId",
    ]],
    ["POST", `/api/requests/${id}/messages`, {}, ["clientId", "body"]],
    ["POST", `/api/requests/${id}/messages`, { body: " \n ", clientId: "a b", kind: "secret" }, [
      "clientId",
      "body",
      "kind",
    ]],
    ["POST", `/api/requests/${id}/messages`, { body: "\ud800", clientId }, ["body"]],
    ["POST", `/api/requests/${id}/messages`, { body: "a\0b", clientId }, ["body"]],
    ["POST", `/api/requests/${id}/messages`, { body: "x", clientId: "x".repeat(65) }, [
      "clientId",
    ]],
    ["POST", `/api/requests/${id}/messages`, { body: { $ne: 1 }, clientId: ["x"] }, [
      "clientId",
      "body",
    ]],
  ];
  for (const [method, path, body, paths] of cases) {
    const answer = await ann.call(method, path, { body });
    const { detail } = assertProblem(answer, 422, "invalid", paths);
    for (const name of paths) assert.ok(detail.includes(`${name}: `), `${detail} names ${name}`);
  }
  const page = jsonOf<{ head: number }>(await ann.get(`/api/requests/${id}/messages`));
  assert.equal(page.head, 1, "nothing was stored");
});

Deno.test("a bad query is named as well", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const messages = `/api/requests/${id}/messages`;
  const cases: [string, string][] = [
    ["/api/requests?limit=0", "limit"],
    ["/api/requests?limit=201", "limit"],
    ["/api/requests?limit=x", "limit"],
    ["/api/requests?status=done", "status"],
    [`${messages}?after=-1`, "after"],
    [`${messages}?after=1.5`, "after"],
    [`${messages}?after=x`, "after"],
    [`${messages}?before=1e400`, "before"],
    [`${messages}?limit=1000`, "limit"],
    [`${messages}?before=3&after=1`, "after"],
  ];
  for (const [path, field] of cases) {
    assertProblem(await ann.get(path), 422, "invalid", [field]);
  }
});

Deno.test("a cursor that no page gave is refused", async () => {
  const { ann } = desk().people;
  for (const cursor of ["x", "_", "a_b_c", "2026-01-01T00:00:00.000Z_"]) {
    const path = `/api/requests?cursor=${encodeURIComponent(cursor)}`;
    assertProblem(await ann.get(path), 400, "bad_cursor", ["cursor"]);
  }
});

Deno.test("a body that is not JSON, not an object or not UTF-8 is refused", async () => {
  const { ann } = desk().people;
  for (const body of ["{", "x", '{"title":"a",}', "\u0000"]) {
    assertProblem(await ann.post("/api/requests", body), 422, "invalid", ["body"]);
  }
  for (const body of ["[]", '"text"', "1", "null", "true"]) {
    assertProblem(await ann.post("/api/requests", body), 422, "invalid", ["body"]);
  }
  const latin1 = new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x7d]);
  assertProblem(await ann.post("/api/requests", latin1), 422, "invalid", ["body"]);
});

Deno.test("the content type is not what decides", async () => {
  const { ann } = desk().people;
  const input = { title: "Typed", body: "A body" };
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "image/png"]) {
    const answer = await ann.post("/api/requests", input, { "content-type": type });
    assert.equal(answer.status, 201);
  }
  assertProblem(await ann.call("POST", "/api/requests", { form: input }), 422, "invalid", ["body"]);
});

Deno.test("a form in a page is no call, even in a page of this site", async () => {
  const { ann } = desk().people;
  const input = { title: "Typed", body: "A body" };
  const forms = ["application/x-www-form-urlencoded", "Multipart/Form-Data; boundary=x"];
  for (const type of forms) {
    for (const browser of [{ origin: ann.base }, { "sec-fetch-site": "same-origin" }]) {
      const headers = { ...browser, "content-type": type };
      const answer = await ann.post("/api/requests", input, headers);
      assertProblem(answer, 422, "invalid", ["content-type"]);
    }
  }
});

Deno.test("a body beyond 128 KiB is refused with 413, and the longest message is not", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const path = `/api/requests/${id}/messages`;
  const large = "x".repeat(128 * 1024);
  assertProblem(await ann.post(path, { body: large, clientId }), 413, "too_large", ["body"]);
  assertProblem(await ann.post("/api/session", large + large), 413, "too_large", ["body"]);
  const longest = "\u4e16".repeat(10_000);
  const answer = await ann.post(path, { body: longest, clientId });
  const { message } = jsonOf<{ message: { body: string } }>(answer, 201);
  assert.equal(message.body, longest);
});

Deno.test("names of an object's own insides are fields like any others", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const body = `{"__proto__":{"kind":"note"},"constructor":1,"body":"Hi","clientId":"proto"}`;
  const answer = await ann.post(`/api/requests/${id}/messages`, body);
  assert.equal(jsonOf<{ message: { kind: string } }>(answer, 201).message.kind, "public");
  const { requests } = jsonOf<{ requests: unknown[] }>(await ann.get("/api/requests?__proto__=1"));
  assert.ok(requests.length > 0);
});

Deno.test("an assignee must be an agent, and only agents learn who is one", async () => {
  const { ann, mia, otto } = desk().people;
  const { id } = await ann.open();
  const { id: ottoId } = await otto.user();
  const body = { assigneeId: ottoId };
  const answer = await mia.call("PATCH", `/api/requests/${id}`, { body });
  assertProblem(answer, 422, "invalid", ["assigneeId"]);
  assertProblem(await ann.call("PATCH", `/api/requests/${id}`, { body }), 403, "forbidden");
});
