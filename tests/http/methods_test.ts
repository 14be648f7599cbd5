/** Methods and paths that are no calls, and calls that pages of other sites make. */
import assert from "node:assert/strict";
import { assertProblem } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const ALLOWED = "https://desk.example.org";
const desk = serverOfThisFile({ env: { HOTLINE_ORIGINS: ALLOWED } });

Deno.test("an unknown call is refused as a problem, with any method", async () => {
  const { nobody, ann } = desk().people;
  for (const caller of [nobody, ann]) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      for (const path of ["/api/nothing", "/api/", "/api/requests/a/b/c"]) {
        assertProblem(await caller.call(method, path), 404, "not_found");
      }
    }
  }
});

Deno.test("a path that is known with another method is no call", async () => {
  const { ann } = desk().people;
  const calls = [["PUT", "/api/session"], ["DELETE", "/api/users"], ["GET", "/api/users"], [
    "DELETE",
    "/api/requests",
  ], ["OPTIONS", "/api/requests"]] as const;
  for (const [method, path] of calls) {
    assertProblem(await ann.call(method, path), 404, "not_found");
  }
});

Deno.test("a page with a method that it does not know answers 405", async () => {
  const { ann } = desk().people;
  for (
    const [method, path] of [["DELETE", "/"], ["PUT", "/signin"], ["POST", "/healthz"]] as const
  ) {
    assert.equal((await ann.call(method, path)).status, 405);
  }
});

Deno.test("HEAD answers like GET, without a body", async () => {
  const { ann, nobody } = desk().people;
  for (const path of ["/", "/signin", "/api/session", "/api/requests", "/healthz", "/styles.css"]) {
    for (const caller of [ann, nobody]) {
      const [head, get] = [await caller.call("HEAD", path), await caller.get(path)];
      assert.deepEqual([head.status, head.text], [get.status, ""], path);
      assert.equal(head.headers.get("content-type"), get.headers.get("content-type"));
    }
  }
});

Deno.test("a plain GET of a socket's address is refused", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  for (const path of ["/api/live", `/api/requests/${id}/live`]) {
    assertProblem(await ann.get(path), 400, "bad_frame");
  }
});

Deno.test("a page of another site changes nothing here", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const foreign = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://evil.example" },
  ];
  const calls: [string, string][] = [
    ["POST", "/api/requests"],
    ["PATCH", `/api/requests/${id}`],
    ["POST", `/api/requests/${id}/messages`],
    ["DELETE", "/api/session"],
    ["POST", "/api/users"],
  ];
  const body = { title: "T", body: "B", clientId: "foreign", status: "solved" };
  for (const headers of foreign) {
    for (const [method, path] of calls) {
      assertProblem(await ann.call(method, path, { body, headers }), 403, "forbidden");
    }
    for (const path of ["/signin", "/signout", `/requests/${id}`, `/requests/${id}/messages`]) {
      const answer = await ann.call("POST", path, { form: { status: "solved" }, headers });
      assert.equal(answer.status, 403);
      assert.match(answer.text, /<html/);
    }
  }
  const request = await ann.get(`/api/requests/${id}`);
  assert.match(request.text, /"head":1,/);
});

Deno.test("a page of this site, or of a site that is configured, may", async () => {
  const { ann, nobody } = desk().people;
  const own = nobody.base;
  // A proxy with a certificate: the browser sees https where the server sees http.
  const behindProxy = own.replace("http:", "https:");
  for (const origin of [own, behindProxy, ALLOWED]) {
    const answer = await ann.post("/api/requests", { title: "T", body: "B" }, { origin });
    assert.equal(answer.status, 201, origin);
  }
  assert.equal(nobody.base, own);
});

Deno.test("a malformed address answers 400", async () => {
  const { ann } = desk().people;
  for (const path of ["/api/requests/%zz", "/requests/%e9"]) {
    assert.equal((await ann.get(path)).status, 400);
  }
});
