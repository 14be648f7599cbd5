/** Who may call what: every call without a session, by an outsider, and without the right. */
import assert from "node:assert/strict";
import { assertProblem, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile();
const SOME_ID = "01J00000000000000000000000";

/** Every call that needs a session, about this request and message. */
function guardedCalls(requestId: string, messageId: string): [string, string, unknown][] {
  const request = `/api/requests/${requestId}`;
  const message = `${request}/messages/${messageId}`;
  const clientId = crypto.randomUUID();
  return [
    ["GET", "/api/session", undefined],
    ["GET", "/api/requests", undefined],
    ["POST", "/api/requests", { title: "A title", body: "A body" }],
    ["GET", request, undefined],
    ["PATCH", request, { title: "Another" }],
    ["GET", `${request}/messages`, undefined],
    ["POST", `${request}/messages`, { body: "A body", clientId }],
    ["PATCH", message, { body: "Another", clientId }],
    ["DELETE", message, { clientId }],
    ["GET", `${request}/live`, undefined],
    ["GET", "/api/live", undefined],
  ];
}

Deno.test("without a session every call is refused with 401", async () => {
  const { nobody } = desk().people;
  for (const [method, path, body] of guardedCalls(SOME_ID, SOME_ID)) {
    assertProblem(await nobody.call(method, path, { body }), 401, "unauthenticated");
  }
});

Deno.test("a cookie that is no session is no session", async () => {
  const { nobody } = desk().people;
  const tokens = ["", "x", "a".repeat(43), "%00", "a".repeat(4000), "../../etc", "é"];
  for (const token of tokens) {
    const cookie = encodeURI(`hotline_session=${token}`);
    assertProblem(await nobody.get("/api/session", { cookie }), 401, "unauthenticated");
  }
});

Deno.test("a request of somebody else does not exist", async () => {
  const { ann, otto } = desk().people;
  const { id } = await ann.open("Secret title");
  const message = await ann.send(id, "Secret body");
  const calls = guardedCalls(id, message.id).filter(([, path]) =>
    path.startsWith(`/api/requests/${id}`)
  );
  assert.equal(calls.length, 7);
  for (const [method, path, body] of calls) {
    const answer = await otto.call(method, path, { body });
    assertProblem(answer, 404, "not_found");
    const missing = await otto.call(method, path.replace(id, SOME_ID), { body });
    assert.equal(missing.text, answer.text, "and is not told from one that never was");
  }
  const { head } = jsonOf<{ head: number }>(await ann.get(`/api/requests/${id}/messages`));
  assert.equal(head, 2, "nothing was stored");
});

Deno.test("an id that is none leads nowhere", async () => {
  const { mia } = desk().people;
  for (const id of ["x", "..%2f..%2f", "__proto__", "constructor", "%00", "a".repeat(3000)]) {
    const answer = await mia.get(`/api/requests/${id}`);
    assertProblem(answer, 404, "not_found");
  }
});

Deno.test("a message of another request is not reached through one's own", async () => {
  const { ann, otto } = desk().people;
  const theirs = await ann.open();
  const message = await ann.send(theirs.id, "Not yours");
  const own = await otto.open();
  const path = `/api/requests/${own.id}/messages/${message.id}`;
  const body = { body: "Mine now", clientId: crypto.randomUUID() };
  assertProblem(await otto.call("PATCH", path, { body }), 404, "not_found");
  assertProblem(await otto.call("DELETE", path, { body }), 404, "not_found");
});

Deno.test("what one may see but not do is refused with 403", async () => {
  const { ann, mia, max, ada } = desk().people;
  const { id } = await ann.open();
  const message = await ann.send(id, "By Ann");
  const path = `/api/requests/${id}`;
  const one = `${path}/messages/${message.id}`;
  const clientId = "forbidden";
  const { id: maxId } = await max.user();

  const note = { body: "A note", kind: "note", clientId };
  assertProblem(await ann.post(`${path}/messages`, note), 403, "forbidden");
  for (const body of [{ status: "pending" }, { status: "closed" }, { assigneeId: maxId }]) {
    assertProblem(await ann.call("PATCH", path, { body }), 403, "forbidden");
  }
  for (const other of [mia, ada]) {
    const body = { body: "Not by Ann", clientId };
    assertProblem(await other.call("PATCH", one, { body }), 403, "forbidden");
  }
  assertProblem(await mia.call("DELETE", one, { body: { clientId } }), 403, "forbidden");
  const deleted = await ada.call("DELETE", one, { body: { clientId } });
  assert.equal(deleted.status, 200, "an admin deletes the message of anybody");
});

Deno.test("a closed request takes no messages, edits or deletions, and its requester does not reopen it", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open();
  const message = await ann.send(id, "Before");
  const path = `/api/requests/${id}`;
  const one = `${path}/messages/${message.id}`;
  jsonOf(await mia.call("PATCH", path, { body: { status: "closed" } }));
  const body = { body: "After", clientId: "closed" };
  assertProblem(await ann.post(`${path}/messages`, body), 409, "request_closed");
  assertProblem(await mia.post(`${path}/messages`, body), 409, "request_closed");
  assertProblem(await ann.call("PATCH", one, { body }), 409, "request_closed");
  assertProblem(await ann.call("DELETE", one, { body }), 409, "request_closed");
  assertProblem(await ann.call("PATCH", path, { body: { status: "open" } }), 403, "forbidden");
  jsonOf(await mia.call("PATCH", path, { body: { status: "open" } }));
  assert.equal((await ann.post(`${path}/messages`, body)).status, 201, "reopened, it does");
});

Deno.test("a deleted message is neither edited nor deleted again", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const message = await ann.send(id, "Gone soon");
  const path = `/api/requests/${id}/messages/${message.id}`;
  const remove = (clientId: string) => ann.call("DELETE", path, { body: { clientId } });
  assert.equal((await remove("first")).status, 200);
  assertProblem(await remove("second"), 409, "conflict");
  const body = { body: "Back again", clientId: "third" };
  assertProblem(await ann.call("PATCH", path, { body }), 409, "conflict");
});
