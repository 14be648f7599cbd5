/** People let into a request by agents, over REST and by the forms of its page. */
import assert from "node:assert/strict";
import type { Request as DeskRequest } from "../../lib/model/request.ts";
import type { User } from "../../lib/model/user.ts";
import { assertProblem, type Caller, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile();
const NOBODY = "01J00000000000000000000000";

interface Changed {
  request: DeskRequest;
  seq: number;
}

const pathOf = (id: string, userId: string) => `/api/requests/${id}/access/${userId}`;

/** A request of Ann's, and Otto, who is not in it. */
async function scene(): Promise<{ id: string; otto: User; path: string }> {
  const { people } = desk();
  const { id } = await people.ann.open("About the salaries");
  const otto = await people.otto.user();
  return { id, otto, path: pathOf(id, otto.id) };
}

const listedFor = async (caller: Caller): Promise<string[]> => {
  const { requests } = jsonOf<{ requests: DeskRequest[] }>(await caller.get("/api/requests"));
  return requests.map(({ id }) => id);
};

Deno.test("nobody lets people in but the staff", async () => {
  const { ann, otto, nobody } = desk().people;
  const { path, id } = await scene();
  for (const method of ["PUT", "DELETE"]) {
    assertProblem(await nobody.call(method, path), 401, "unauthenticated");
    assertProblem(await otto.call(method, path), 404, "not_found");
    assertProblem(await ann.call(method, path), 403, "forbidden");
  }
  const { request } = jsonOf<Changed>(await ann.get(`/api/requests/${id}`));
  assert.deepEqual([request.access, request.head], [[], 1]);
});

Deno.test("who cannot be let in is named, and only to the staff", async () => {
  const { ann, mia } = desk().people;
  const { id } = await scene();
  const agent = await mia.user();
  for (const userId of [NOBODY, agent.id, (await ann.user()).id]) {
    assertProblem(await mia.call("PUT", pathOf(id, userId)), 422, "invalid", ["userId"]);
    assertProblem(await ann.call("PUT", pathOf(id, userId)), 403, "forbidden");
  }
  assertProblem(await mia.call("PUT", pathOf(id, "x")), 404, "not_found");
  assertProblem(await mia.call("DELETE", pathOf(id, NOBODY)), 404, "not_found");
  const body = { clientId: "" };
  assertProblem(await mia.call("PUT", pathOf(id, NOBODY), { body }), 422, "invalid", ["clientId"]);
});

Deno.test("who is let in reads and writes, and changes nothing", async () => {
  const { otto, mia } = desk().people;
  const { id, otto: person, path } = await scene();
  await mia.send(id, "Between us agents", "note");
  const { request, seq } = jsonOf<Changed>(await mia.call("PUT", path));
  assert.deepEqual([request.access, seq, request.head], [[person], 3, 3]);
  assert.ok((await listedFor(otto)).includes(id));
  const { messages } = jsonOf<{ messages: { body: string }[] }>(
    await otto.get(`/api/requests/${id}/messages`),
  );
  assert.deepEqual(messages.map(({ body }) => body), ["A body"], "no note");
  assert.equal((await otto.send(id, "Thanks for letting me in")).author.id, person.id);
  for (const body of [{ title: "Mine" }, { status: "solved" }, { assigneeId: null }]) {
    const answer = await otto.call("PATCH", `/api/requests/${id}`, { body });
    assertProblem(answer, 403, "forbidden");
  }
  assertProblem(await otto.call("DELETE", path), 403, "forbidden");
  const note = { body: "A note", kind: "note", clientId: "note-1" };
  assertProblem(await otto.post(`/api/requests/${id}/messages`, note), 403, "forbidden");
  const { text } = await otto.get(`/requests/${id}`);
  assert.ok(!text.includes(`/requests/${id}/access`), "no form that it may not use");
  assert.ok(!text.includes('name="status"'), "no status to choose");
});

Deno.test("who is put out is out for every call and page", async () => {
  const { otto, mia, ann } = desk().people;
  const { id, path } = await scene();
  await mia.call("PUT", path);
  const own = await otto.send(id, "Before");
  assert.equal((await otto.get(`/requests/${id}`)).status, 200);
  const { request, seq } = jsonOf<Changed>(await mia.call("DELETE", path));
  assert.deepEqual([request.access, seq], [[], 4]);
  assert.ok(!(await listedFor(otto)).includes(id));
  assert.ok((await listedFor(ann)).includes(id));
  for (const rest of ["", "/messages", "/messages?after=0"]) {
    assertProblem(await otto.get(`/api/requests/${id}${rest}`), 404, "not_found");
  }
  const message = { body: "After", clientId: "after" };
  assertProblem(await otto.post(`/api/requests/${id}/messages`, message), 404, "not_found");
  const edit = { body: { body: "Changed", clientId: "edit" } };
  const editing = await otto.call("PATCH", `/api/requests/${id}/messages/${own.id}`, edit);
  assertProblem(editing, 404, "not_found");
  assert.equal((await otto.get(`/requests/${id}`)).status, 404, "nor a page that was kept");
});

Deno.test("a change of access that is sent again takes effect once", async () => {
  const { mia } = desk().people;
  const { path } = await scene();
  const headers = { "idempotency-key": "grant-once" };
  const first = jsonOf<Changed>(await mia.call("PUT", path, { headers }));
  await mia.call("DELETE", path);
  const again = jsonOf<Changed>(await mia.call("PUT", path, { headers }));
  assert.deepEqual([again.seq, again.request.access], [first.seq, []]);
});

Deno.test("an agent lets somebody in by their name, on the request's page", async () => {
  const { ann, otto, mia } = desk().people;
  const { id } = await scene();
  const path = `/requests/${id}/access`;
  assert.equal((await ann.get(path)).status, 403);
  assert.equal((await otto.get(path)).status, 404);
  const form = { action: "grant", username: " Otto " };
  assert.equal((await ann.call("POST", path, { form })).status, 403);
  assert.equal((await otto.call("POST", path, { form })).status, 404);
  assert.ok((await mia.get(`/requests/${id}`)).text.includes(`action="${path}"`));
  const { status, headers } = await mia.call("POST", path, { form });
  assert.deepEqual([status, headers.get("location")], [303, `/requests/${id}`]);
  const { text } = await mia.get(`/requests/${id}`);
  const [, userId] = /name="userId" value="(\w+)"/.exec(text) ?? [];
  assert.equal(userId, (await otto.user()).id);
  assert.ok(text.includes(">Otto</span>"), "stands among the people");
  assert.ok((await mia.get(path)).text.includes(">Otto</span>"));
  const removal = { action: "revoke", userId: userId! };
  assert.equal((await mia.call("POST", path, { form: removal })).status, 303);
  assert.equal((await otto.get(`/requests/${id}`)).status, 404);
  assert.equal((await mia.call("POST", path, { form: removal })).status, 404, "is out already");
});

Deno.test("a name that is wrong is told beside the field, with the name still in it", async () => {
  const { mia } = desk().people;
  const { id } = await scene();
  const wrong: [string, string][] = [
    ["", "Username must not be empty"],
    ["nobody-here", "Username does not belong to anybody"],
    ["max", "Username belongs to somebody of the staff"],
    ["ann", "Username belongs to the requester"],
  ];
  for (const [username, sentence] of wrong) {
    const form = { action: "grant", username };
    const { status, text } = await mia.call("POST", `/requests/${id}/access`, { form });
    assert.equal(status, 422);
    assert.ok(text.includes(sentence), `${username}: ${sentence}`);
    assert.ok(/<input[^>]*aria-invalid="true"/.test(text));
    assert.ok(username === "" || text.includes(`value="${username}"`));
  }
});
