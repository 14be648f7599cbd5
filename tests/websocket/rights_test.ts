/** What a socket is refused because of who is behind it, and how it ends when a right is gone. */
import assert from "node:assert/strict";
import { Caller } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { cookieFor, withAccounts } from "../helpers/seeded_people.ts";
import { refusalOf } from "../helpers/ws_client.ts";

const desk = serverOfThisFile();
const SOME_ID = "01J00000000000000000000000";

Deno.test("what an outsider sends into a request is as if there were none", async () => {
  const { ann, otto } = desk().people;
  const { id: requestId } = await ann.open();
  const { id: messageId } = await ann.send(requestId, "Not yours");
  await using socket = await desk().socket(otto, "/api/live");
  const frames = [
    { type: "joinRequest" },
    { type: "joinRequest", after: 0 },
    { type: "sendMessage", clientId: "out-1", body: "Hi" },
    { type: "updateMessage", clientId: "out-2", body: "Hi", messageId },
    { type: "deleteMessage", clientId: "out-3", messageId },
  ];
  for (const frame of frames) {
    const refused = await socket.refused({ ...frame, requestId, ref: "r" }, "not_found");
    const missing = await socket.refused({ ...frame, requestId: SOME_ID, ref: "r" }, "not_found");
    assert.deepEqual({ ...missing, requestId }, refused);
  }
  await ann.send(requestId, "Still private");
  await socket.settled();
  assert.deepEqual(socket.log(requestId), []);
  const { text } = await ann.get(`/api/requests/${requestId}`);
  assert.match(text, /"head":3,/, "nothing was stored");
});

Deno.test("nobody edits what another has written, and a requester writes no note", async () => {
  const { ann, mia, ada } = desk().people;
  const { id: requestId } = await ann.open();
  const { id: messageId } = await mia.send(requestId, "By Mia");
  await using requester = await desk().socket(ann, `/api/requests/${requestId}/live`);
  await using admin = await desk().socket(ada, `/api/requests/${requestId}/live`);
  const edit = {
    type: "updateMessage",
    requestId,
    clientId: "edit",
    messageId,
    body: "Not by Mia",
  };
  const remove = { type: "deleteMessage", requestId, clientId: "delete", messageId };
  await requester.refused(edit, "forbidden");
  await requester.refused(remove, "forbidden");
  await admin.refused(edit, "forbidden");
  const note = { type: "sendMessage", requestId, clientId: "note", kind: "note", body: "Note" };
  const { clientId } = await requester.refused(note, "forbidden");
  assert.equal(clientId, "note");
  assert.equal((await admin.ack(remove)).seq, 3, "an admin deletes anybody's");
});

Deno.test("a note is edited or deleted by a requester as little as what never was", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  const { id: noteId } = await mia.send(requestId, "For agents", "note");
  await using socket = await desk().socket(ann, `/api/requests/${requestId}/live`);
  for (const messageId of [noteId, SOME_ID]) {
    const about = { requestId, messageId, clientId: "note" };
    await socket.refused({ type: "updateMessage", body: "Mine", ...about }, "not_found");
    await socket.refused({ type: "deleteMessage", ...about }, "not_found");
  }
});

Deno.test("a closed request takes nothing in over a socket either", async () => {
  const { ann, mia } = desk().people;
  const { id: requestId } = await ann.open();
  const { id: messageId } = await ann.send(requestId, "Before");
  await using socket = await desk().socket(ann, `/api/requests/${requestId}/live`);
  await mia.call("PATCH", `/api/requests/${requestId}`, { body: { status: "closed" } });
  const about = { requestId, clientId: "closed" };
  const error = await socket.refused(
    { type: "sendMessage", body: "Hi", ...about },
    "request_closed",
  );
  assert.deepEqual([error.requestId, error.clientId, error.retryable], [
    requestId,
    "closed",
    false,
  ]);
  const edit = { type: "updateMessage", body: "Hi", messageId, ...about };
  await socket.refused(edit, "request_closed");
  await socket.refused({ type: "deleteMessage", messageId, ...about }, "request_closed");
});

Deno.test("a deleted message is edited by nobody", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  const { id: messageId } = await ann.send(requestId, "Gone");
  await using socket = await desk().socket(ann, `/api/requests/${requestId}/live`);
  await socket.ack({ type: "deleteMessage", requestId, messageId, clientId: "delete" });
  const edit = { type: "updateMessage", requestId, messageId, clientId: "edit", body: "Back" };
  await socket.refused(edit, "conflict");
});

Deno.test("signing out closes the sockets of that session with 4401, and no others", async () => {
  const { people: { ann, nobody }, database } = desk();
  const other = new Caller(nobody.base, await withAccounts(database, (a) => cookieFor(a, "ann")));
  const { id } = await ann.open();
  await using kept = await desk().socket(ann, `/api/requests/${id}/live`);
  await using first = await desk().socket(other, `/api/requests/${id}/live`);
  await using second = await desk().socket(other, "/api/live");
  await other.call("DELETE", "/api/session");
  for (const socket of [first, second]) assert.equal((await socket.closing()).code, 4401);
  await ann.send(id, "Still here");
  await kept.take("newMessage");
});

Deno.test("who loses the role that let them in is put out, in another process even", async () => {
  const { people: { ann, nobody }, database } = desk();
  const agent = { username: "zoe", name: "Zoe", password: "correct horse", role: "agent" } as const;
  const cookie = await withAccounts(database, async (accounts) => {
    await accounts.addUser(agent);
    return await cookieFor(accounts, "zoe");
  });
  const zoe = new Caller(nobody.base, cookie);
  const { id } = await ann.open();
  await using inside = await desk().socket(zoe, `/api/requests/${id}/live`);
  await using several = await desk().socket(zoe, "/api/live");
  several.send({ type: "joinRequest", requestId: id });
  await several.take("joined");
  await withAccounts(database, (accounts) => accounts.setRole("zoe", "requester"));
  assert.equal((await inside.closing()).code, 4403);
  assert.equal((await several.take("error")).code, "forbidden");
  await several.take("left");
  await ann.send(id, "Not for Zoe");
  await several.settled();
  assert.deepEqual(several.log(id), []);
});

Deno.test("who is let in joins, and who is put out gets nothing that comes after", async () => {
  const { ann, otto, mia } = desk().people;
  const { id: requestId } = await ann.open();
  const access = `/api/requests/${requestId}/access/${(await otto.user()).id}`;
  await mia.call("PUT", access);
  await using live = await desk().socket(otto, `/api/requests/${requestId}/live?after=0`);
  await using inbox = await desk().socket(otto, "/api/live");
  inbox.send({ type: "joinRequest", requestId });
  await Promise.all([live.take("joined"), inbox.take("joined")]);
  await live.ack({ type: "sendMessage", requestId, clientId: "let-in", body: "Hello" });
  await mia.call("DELETE", access);
  await mia.send(requestId, "Secret");
  assert.equal((await live.closing()).code, 4403);
  assert.equal((await inbox.take("error")).code, "forbidden");
  assert.equal((await inbox.take("left")).requestId, requestId);
  await inbox.refused({ type: "joinRequest", requestId }, "not_found");
  assert.deepEqual(live.log(requestId).map(({ seq }) => seq), [1, 2, 3]);
  assert.deepEqual(inbox.log(requestId).map(({ seq }) => seq), [3]);
  const url = `${otto.base}/api/requests/${requestId}/live`;
  assert.equal((await refusalOf(url, { cookie: otto.cookie })).status, 404);
});
