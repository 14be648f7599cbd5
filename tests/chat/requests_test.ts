import assert from "node:assert/strict";
import { changeCommand, deleteCommand, editCommand, sendCommand } from "../../lib/chat/commands.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { deskOn, EPOCH, openRequest } from "../helpers/desk.ts";
import { ada, ann, max, mia, otto } from "../helpers/people.ts";

const NOBODY = "01J0000000000000000000000X";
const say = (
  actor: typeof ann,
  clientId: string,
  body = "hello",
  kind: "public" | "note" = "public",
) => sendCommand(actor, { clientId, body, kind });

testOnEachDatabase("to an outsider a request does not exist, whatever is asked", async (kv) => {
  const desk = deskOn(kv);
  const { requests } = desk;
  const id = await openRequest(desk, ann);
  const { message } = await requests.submitMessage(id, say(ann, "one"));
  const about = { messageId: message.id, clientId: "x" };
  for (const requestId of [id, NOBODY]) {
    for (
      const attempt of [
        () => requests.get(otto, requestId),
        () => requests.messages(otto, requestId, { limit: 50 }),
        () => requests.message(otto, requestId, message.id),
        () => requests.change(otto, requestId, { title: "Mine" }),
        () => requests.change(otto, requestId, { assigneeId: mia.id }),
        () => requests.submitMessage(requestId, say(otto, "x")),
        () => requests.submitMessage(requestId, editCommand(otto, { ...about, body: "x" })),
        () => requests.submitMessage(requestId, deleteCommand(otto, about, null)),
      ]
    ) await assertRefused("not_found", attempt());
  }
  assert.deepEqual((await requests.list(otto, { limit: 50 })).requests, []);
  assert.equal((await requests.get(ann, id)).head, 2);
});

testOnEachDatabase("a requester neither sees notes nor learns who is an agent", async (kv) => {
  const desk = deskOn(kv);
  const { requests } = desk;
  const id = await openRequest(desk, ann);
  const { message } = await requests.submitMessage(id, say(mia, "one", "secret", "note"));
  await assertRefused("not_found", requests.message(ann, id, message.id));
  const { messages, head } = await requests.messages(ann, id, { limit: 50 });
  assert.deepEqual([messages.map(({ seq }) => seq), head], [[1], 2]);
  for (const assigneeId of [mia.id, otto.id, NOBODY]) {
    await assertRefused("forbidden", requests.change(ann, id, { assigneeId }));
  }
  const { participants } = await requests.get(ann, id);
  assert.deepEqual(participants, [ann]);
});

testOnEachDatabase("a request goes to agents and admins alone", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  for (const assigneeId of [otto.id, NOBODY]) {
    const { fields } = await assertRefused(
      "invalid",
      desk.requests.change(mia, id, { assigneeId }),
    );
    assert.deepEqual(fields.map(({ path }) => path), ["assigneeId"]);
  }
  const assigned = await desk.requests.change(mia, id, { assigneeId: max.id, status: "pending" });
  assert.deepEqual([assigned.request.assignee, assigned.request.status], [max, "pending"]);
  const { request, seq } = await desk.requests.change(ada, id, { assigneeId: null });
  assert.deepEqual([request.assignee, seq], [null, 3]);
});

testOnEachDatabase("an id of another kind of command is no message", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  await desk.requests.submit(id, changeCommand(mia, "one", { title: "Other" }));
  await assertRefused("conflict", desk.requests.submitMessage(id, say(mia, "one")));
});

testOnEachDatabase(
  "a repeat shows its sender nothing that they may not see any more",
  async (kv) => {
    const desk = deskOn(kv);
    const id = await openRequest(desk, ann);
    await desk.requests.submitMessage(id, say(mia, "one"));
    await desk.requests.submitMessage(id, say({ ...ann, role: "agent" }, "two", "secret", "note"));
    const former = { ...mia, role: "requester" as const };
    await assertRefused("not_found", desk.requests.submitMessage(id, say(former, "one")));
    await assertRefused("not_found", desk.requests.submitMessage(id, say(ann, "two")));
  },
);

testOnEachDatabase(
  "a command sent again gets its first result, not the present one",
  async (kv) => {
    const desk = deskOn(kv);
    const id = await openRequest(desk);
    const first = await desk.requests.submitMessage(id, say(ann, "one", "first"));
    const about = { messageId: first.message.id, clientId: "two", body: "second" };
    const edited = await desk.requests.submitMessage(id, editCommand(ann, about));
    assert.deepEqual([edited.message.body, edited.seq], ["second", 3]);
    const again = await desk.requests.submitMessage(id, say(ann, "one", "first"));
    assert.deepEqual(again, { ...first, isDuplicate: true });
  },
);

testOnEachDatabase("what is made up as a cursor is refused or finds nothing", async (kv) => {
  const desk = deskOn(kv);
  await openRequest(desk);
  for (const cursor of ["", "x", "_", "a_", "_b", "a_b_c"]) {
    await assertRefused("bad_cursor", desk.requests.list(ann, { cursor, limit: 50 }));
  }
  const { requests, next } = await desk.requests.list(ann, { cursor: "\u0000_\u0000", limit: 50 });
  assert.deepEqual([requests, next], [[], null]);
});

testOnEachDatabase("a page of messages says up to where it is complete", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  for (const n of [1, 2, 3]) await desk.requests.submit(id, say(ann, `c${n}`));
  const page = await desk.requests.messages(ann, id, { limit: 2 });
  assert.deepEqual(page.messages.map(({ seq }) => seq), [3, 4]);
  assert.deepEqual([page.head, page.epoch, page.hasMore], [4, EPOCH, true]);
});

testOnEachDatabase("a list goes on where its last page ended", async (kv) => {
  const desk = deskOn(kv);
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    desk.time.now += 1_000;
    ids.unshift(await openRequest(desk));
  }
  const first = await desk.requests.list(mia, { limit: 3 });
  const rest = await desk.requests.list(mia, { cursor: first.next!, limit: 3 });
  assert.deepEqual([...first.requests, ...rest.requests].map(({ id }) => id), ids);
  assert.equal(rest.next, null);
});
