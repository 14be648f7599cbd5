/** Notes are for agents: wherever a requester looks, there is nothing of them. */
import assert from "node:assert/strict";
import { assertProblem, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile();
const SECRET = "The customer is always wrong";

async function requestWithNote(): Promise<{ id: string; noteId: string }> {
  const { ann, mia, max } = desk().people;
  const { id } = await ann.open("With a note");
  await mia.send(id, "Seen by all");
  const { id: noteId } = await max.send(id, SECRET, "note");
  return { id, noteId };
}

Deno.test("a requester finds no note in any call, page or list", async () => {
  const { ann, max } = desk().people;
  const { id, noteId } = await requestWithNote();
  const author = await max.user();
  const path = `/api/requests/${id}`;
  const places = [
    path,
    "/api/requests",
    `${path}/messages`,
    `${path}/messages?after=0`,
    `${path}/messages?before=4`,
    "/",
    `/requests/${id}`,
    `/requests/${id}?before=4`,
    `/requests/${id}?after=0`,
    `/requests/${id}?edit=${noteId}`,
    `/requests/${id}?delete=${noteId}`,
  ];
  for (const place of places) {
    const { status, text } = await ann.get(place);
    assert.equal(status, 200, place);
    for (const trace of [SECRET, noteId.slice(0, 26), author.id]) {
      // The address that was asked for may stand in the page, but nothing that was not known.
      const known = place.includes(trace);
      assert.ok(known || !text.includes(trace), `${place} shows ${trace}`);
    }
  }
});

Deno.test("an agent finds the note in its place", async () => {
  const { mia } = desk().people;
  const { id, noteId } = await requestWithNote();
  const page = jsonOf<{ messages: { id: string; kind: string; body: string }[] }>(
    await mia.get(`/api/requests/${id}/messages`),
  );
  const { id: foundId, kind, body } = page.messages[2]!;
  assert.deepEqual([foundId, kind, body], [noteId, "note", SECRET]);
  assert.ok((await mia.get(`/requests/${id}`)).text.includes(SECRET));
});

Deno.test("to a requester a note is a message that does not exist", async () => {
  const { ann } = desk().people;
  const { id, noteId } = await requestWithNote();
  const path = `/api/requests/${id}/messages`;
  const body = { body: "Mine", clientId: "no-note" };
  for (const method of ["PATCH", "DELETE"]) {
    const answer = await ann.call(method, `${path}/${noteId}`, { body });
    assertProblem(answer, 404, "not_found");
    const missing = await ann.call(method, `${path}/01J00000000000000000000000`, { body });
    assert.equal(missing.text, answer.text);
  }
});

Deno.test("a page of messages is full even where notes stand between them", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open();
  for (let index = 0; index < 6; index++) {
    await mia.send(id, SECRET, "note");
    await mia.send(id, `Public ${index}`);
  }
  const page = jsonOf<{ messages: { seq: number }[]; hasMore: boolean; head: number }>(
    await ann.get(`/api/requests/${id}/messages?limit=3`),
  );
  assert.deepEqual(
    [page.messages.map(({ seq }) => seq), page.hasMore, page.head],
    [[9, 11, 13], true, 13],
  );
});
