/** Requests over REST: opening, reading, listing and changing them. */
import assert from "node:assert/strict";
import type { Request as DeskRequest } from "../../lib/model/request.ts";
import { jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile();
interface Listed {
  requests: DeskRequest[];
  next: string | null;
}

Deno.test("a new request is answered with its place, and holds its first message", async () => {
  const { ann } = desk().people;
  const me = await ann.user();
  const input = { title: "  The printer\n is on fire ", body: "Help\r\nme" };
  const answer = await ann.post("/api/requests", input);
  const { request } = jsonOf<{ request: DeskRequest }>(answer, 201);
  const { id, createdAt, updatedAt, ...rest } = request;
  assert.match(id, /^[0-9A-Z]{26}$/);
  assert.equal(createdAt, updatedAt);
  assert.deepEqual(rest, {
    title: "The printer is on fire",
    status: "open",
    requester: me,
    assignee: null,
    participants: [me],
    access: [],
    head: 1,
    messageCount: 1,
    unread: 0,
  });
  assert.equal(answer.headers.get("location"), `/api/requests/${id}`);
  assert.deepEqual(
    jsonOf(await ann.get(answer.headers.get("location") ?? "")),
    { request },
  );
  const page = jsonOf<{ messages: { seq: number; body: string }[] }>(
    await ann.get(`/api/requests/${id}/messages`),
  );
  assert.deepEqual(page.messages.map(({ seq, body }) => [seq, body]), [[1, "Help\nme"]]);
});

Deno.test("a request that is sent again is the same request", async () => {
  const { ann, otto } = desk().people;
  const input = { title: "Once", body: "Only once" };
  const headers = { "idempotency-key": "request-key" };
  const first = await ann.post("/api/requests", input, headers);
  const again = await ann.post("/api/requests", { ...input, title: "Other" }, headers);
  const byField = await ann.post("/api/requests", { ...input, clientId: "request-key" });
  assert.deepEqual([first.status, again.status, byField.status], [201, 200, 200]);
  assert.equal(again.text, first.text);
  assert.equal(byField.text, first.text);
  assert.equal(again.headers.get("location"), first.headers.get("location"));
  const another = await otto.post("/api/requests", input, headers);
  assert.equal(another.status, 201, "the key of one person is not that of another");
});

Deno.test("a change is one event, and shows in the request", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open();
  const agent = await mia.user();
  const body = { title: "Better title", status: "pending", assigneeId: agent.id };
  const answer = await mia.call("PATCH", `/api/requests/${id}`, { body });
  const { request, seq } = jsonOf<{ request: DeskRequest; seq: number }>(answer);
  assert.equal(seq, 2);
  assert.deepEqual(
    [request.title, request.status, request.assignee, request.head, request.messageCount],
    ["Better title", "pending", agent, 2, 1],
  );
  assert.deepEqual(jsonOf(await ann.get(`/api/requests/${id}`)), { request });
  const cleared = await mia.call("PATCH", `/api/requests/${id}`, { body: { assigneeId: null } });
  assert.equal(jsonOf<{ request: DeskRequest }>(cleared).request.assignee, null);
});

Deno.test("a change that is sent again takes effect once", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const change = (status: string) =>
    ann.call("PATCH", `/api/requests/${id}`, {
      body: { status },
      headers: { "idempotency-key": "change-key" },
    });
  const first = jsonOf<{ seq: number }>(await change("solved"));
  const again = jsonOf<{ seq: number; request: DeskRequest }>(await change("solved"));
  assert.deepEqual([first.seq, again.seq, again.request.head], [2, 2, 2]);
});

Deno.test("a requester lists its own requests, an agent everybody's, newest activity first", async () => {
  const { ann, otto, mia } = desk().people;
  const [first, second] = [await ann.open("First"), await ann.open("Second")];
  const theirs = await otto.open("Theirs");
  await ann.send(first.id, "Back on top");
  const own = jsonOf<Listed>(await ann.get("/api/requests")).requests.map(({ id }) => id);
  assert.deepEqual(own.slice(0, 2), [first.id, second.id]);
  assert.ok(!own.includes(theirs.id));
  const all = jsonOf<Listed>(await mia.get("/api/requests")).requests.map(({ id }) => id);
  assert.deepEqual(all.slice(0, 3), [first.id, theirs.id, second.id]);
});

Deno.test("pages of a list follow each other without repeat or hole", async () => {
  const { otto } = desk().people;
  const opened: string[] = [];
  for (let index = 0; index < 7; index++) opened.unshift((await otto.open(`No. ${index}`)).id);
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const page: Listed = jsonOf<Listed>(await otto.get(`/api/requests?limit=3${query}`));
    assert.ok(page.requests.length <= 3);
    seen.push(...page.requests.map(({ id }) => id));
    cursor = page.next;
  }
  assert.deepEqual(seen.slice(0, 7), opened);
  assert.equal(new Set(seen).size, seen.length);
});

Deno.test("a list can be narrowed to a status", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open("Soon solved");
  await mia.call("PATCH", `/api/requests/${id}`, { body: { status: "solved" } });
  const idsOf = async (status: string) =>
    jsonOf<Listed>(await ann.get(`/api/requests?status=${status}`)).requests.map(({ id }) => id);
  assert.ok((await idsOf("solved")).includes(id));
  assert.ok(!(await idsOf("open")).includes(id));
});

Deno.test("the server says that it is alive and that storage answers", async () => {
  const { nobody } = desk().people;
  assert.deepEqual(jsonOf(await nobody.get("/healthz")), { status: "ok" });
  assert.deepEqual(jsonOf(await nobody.get("/readyz")), { status: "ready" });
});
