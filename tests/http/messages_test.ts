/** Messages over REST: sending, reading, editing and deleting. */
import assert from "node:assert/strict";
import type { Message } from "../../lib/model/message.ts";
import { assertProblem, type Caller, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile();

interface Stored {
  message: Message;
  seq: number;
}
interface Page {
  messages: Message[];
  head: number;
  epoch: string;
  hasMore: boolean;
}

const seqsOf = ({ messages }: Page): number[] => messages.map(({ seq }) => seq);

async function pageOf(caller: Caller, requestId: string, query = ""): Promise<Page> {
  return jsonOf<Page>(await caller.get(`/api/requests/${requestId}/messages${query}`));
}

Deno.test("a message is stored as it was written", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const body = `<script>alert("1")</script> & 'quotes' \u{1f600} \u2028 日本語 %00 {{x}}`;
  const path = `/api/requests/${id}/messages`;
  const { message, seq } = jsonOf<Stored>(await ann.post(path, { body, clientId: "first" }), 201);
  const { id: messageId, createdAt, ...rest } = message;
  assert.match(messageId, /^[0-9A-Z]{26}$/);
  assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
  assert.deepEqual([seq, rest], [2, {
    requestId: id,
    seq: 2,
    clientId: "first",
    author: await ann.user(),
    kind: "public",
    body,
    editedAt: null,
    deletedAt: null,
    replyTo: null,
    attachments: [],
    reactions: {},
  }]);
  assert.deepEqual((await pageOf(ann, id)).messages.at(-1), message);
});

Deno.test("a message that is sent again is answered with the first result", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const path = `/api/requests/${id}/messages`;
  const first = await ann.post(path, { body: "Once", clientId: "same" });
  const again = await ann.post(path, { body: "Something else", clientId: "same" });
  const byKey = await ann.post(path, { body: "Third" }, { "idempotency-key": "same" });
  assert.deepEqual([first.status, again.status, byKey.status], [201, 200, 200]);
  assert.deepEqual([again.text, byKey.text], [first.text, first.text]);
  const { message } = jsonOf<Stored>(first, 201);
  const one = `${path}/${message.id}`;
  await ann.call("PATCH", one, { body: { body: "Edited", clientId: "edit" } });
  const late = await ann.post(path, { body: "Once", clientId: "same" });
  assert.equal(late.text, first.text, "even when it has been edited since");
  assert.equal((await pageOf(ann, id)).head, 3);
});

Deno.test("the key in the header gives way to the id in the body", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const path = `/api/requests/${id}/messages`;
  const headers = { "idempotency-key": "header" };
  const { message } = jsonOf<Stored>(
    await ann.post(path, { body: "Hi", clientId: "field" }, headers),
    201,
  );
  assert.equal(message.clientId, "field");
  const bad = { "idempotency-key": "two words" };
  assertProblem(await ann.post(path, { body: "Hi" }, bad), 422, "invalid", ["clientId"]);
});

Deno.test("many copies of one message at the same time become one", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const send = () => ann.post(`/api/requests/${id}/messages`, { body: "Hi", clientId: "race" });
  const answers = await Promise.all(Array.from({ length: 20 }, send));
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  assert.equal((await pageOf(ann, id)).head, 2);
});

Deno.test("an edit changes the message and keeps its place", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open();
  const { id: messageId, createdAt } = await ann.send(id, "Wrnog");
  const path = `/api/requests/${id}/messages/${messageId}`;
  const edit = () => ann.call("PATCH", path, { body: { body: "Right", clientId: "edit" } });
  const first = await edit();
  const { message, seq } = jsonOf<Stored>(first);
  assert.deepEqual([seq, message.seq, message.body], [3, 2, "Right"]);
  assert.equal(message.createdAt, createdAt);
  assert.notEqual(message.editedAt, null);
  assert.equal((await edit()).text, first.text, "twice is once");
  const page = await pageOf(mia, id);
  assert.deepEqual([page.head, seqsOf(page), page.messages[1]], [3, [1, 2], message]);
});

Deno.test("a deleted message leaves a stone without its words", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const { id: messageId } = await ann.send(id, "Regretted");
  const path = `/api/requests/${id}/messages/${messageId}`;
  const remove = () => ann.call("DELETE", path, { body: { clientId: "remove" } });
  const first = await remove();
  const { message, seq } = jsonOf<Stored>(first);
  assert.deepEqual([seq, message.body, message.attachments], [3, "", []]);
  assert.notEqual(message.deletedAt, null);
  assert.equal((await remove()).text, first.text, "twice is once");
  const page = await ann.get(`/api/requests/${id}/messages`);
  assert.ok(!page.text.includes("Regretted"));
});

Deno.test("an id that another kind of command has used is refused, not mixed up", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const headers = { "idempotency-key": "used" };
  jsonOf(await ann.call("PATCH", `/api/requests/${id}`, { body: { status: "solved" }, headers }));
  const answer = await ann.post(`/api/requests/${id}/messages`, { body: "Hi" }, headers);
  assertProblem(answer, 409, "conflict");
});

Deno.test("pages go back from the newest, and forward from any place", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  for (let index = 2; index <= 12; index++) await ann.send(id, `No. ${index}`);
  const newest = await pageOf(ann, id, "?limit=5");
  assert.deepEqual([seqsOf(newest), newest.hasMore, newest.head], [[8, 9, 10, 11, 12], true, 12]);
  const before = await pageOf(ann, id, "?limit=5&before=8");
  assert.deepEqual([seqsOf(before), before.hasMore], [[3, 4, 5, 6, 7], true]);
  const oldest = await pageOf(ann, id, "?limit=5&before=3");
  assert.deepEqual([seqsOf(oldest), oldest.hasMore], [[1, 2], false]);
  const after = await pageOf(ann, id, "?limit=5&after=0");
  assert.deepEqual([seqsOf(after), after.hasMore], [[1, 2, 3, 4, 5], true]);
  const rest = await pageOf(ann, id, "?after=10");
  assert.deepEqual([seqsOf(rest), rest.hasMore], [[11, 12], false]);
  const beyond = await pageOf(ann, id, "?after=12");
  assert.deepEqual([seqsOf(beyond), beyond.hasMore, beyond.epoch], [[], false, newest.epoch]);
});
