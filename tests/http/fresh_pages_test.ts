/** Pages of requests are kept, and yet every view shows what is stored. */
import assert from "node:assert/strict";
import { startAppServer } from "../helpers/app_server.ts";
import { Caller } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { cookieFor, PASSWORD, withAccounts } from "../helpers/seeded_people.ts";

const desk = serverOfThisFile();

/** What a page says, without what is new in every view. */
function lasting(text: string): string {
  return text
    .replace(/ nonce="\w+"/g, "")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "(id)");
}

Deno.test("a page that nobody has changed is the same in every view", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const [first, second] = [await ann.get(`/requests/${id}`), await ann.get(`/requests/${id}`)];
  assert.notEqual(first.text, second.text, "nonce and command id are new");
  assert.equal(lasting(first.text), lasting(second.text));
  const without = ["content-security-policy", "date"];
  const headersOf = ({ headers }: typeof first) =>
    [...headers].filter(([name]) => !without.includes(name));
  assert.deepEqual(headersOf(first), headersOf(second));
});

Deno.test("whatever happens in a request shows in the next view of everyone", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open("First title");
  const page = `/requests/${id}`;
  const api = `/api${page}`;
  const message = await mia.send(id, "An answer");
  const change = async (method: string, path: string, body: object) => {
    const { status } = await mia.call(method, path, {
      body: { ...body, clientId: crypto.randomUUID() },
    });
    assert.equal(status, 200, `${method} ${path}`);
  };
  const aMessage = `${api}/messages/${message.id}`;
  const assigneeId = (await mia.user()).id;
  const steps: [string, () => Promise<unknown>, RegExp][] = [
    ["a message", () => mia.send(id, "Another answer"), /Another answer/],
    ["an edit", () => change("PATCH", aMessage, { body: "Rewritten" }), /Rewritten/],
    ["a deletion", () => change("DELETE", aMessage, {}), /Message deleted/],
    ["a title", () => change("PATCH", api, { title: "Second title" }), /Second title/],
    [
      "an assignee",
      () => change("PATCH", api, { assigneeId }),
      /id="detail-assignee"(?:(?!id="detail-people")[\s\S])*Mia/,
    ],
    ["a status", () => change("PATCH", api, { status: "closed" }), /class="composer-closed/],
  ];
  for (const [what, act, expected] of steps) {
    const before = [await ann.get(page), await mia.get(page)];
    await act();
    const after = [await ann.get(page), await mia.get(page)];
    for (const [index, view] of after.entries()) {
      assert.match(view.text, expected, what);
      assert.notEqual(lasting(view.text), lasting(before[index]!.text), what);
    }
  }
});

Deno.test("another request shows in the list beside a page at once", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open();
  for (const reader of [ann, mia]) await reader.get(`/requests/${id}`);
  await ann.open("Opened beside it");
  for (const reader of [ann, mia]) {
    assert.match((await reader.get(`/requests/${id}`)).text, /Opened beside it/);
  }
});

Deno.test("what another process has stored shows at the next view", async () => {
  const { people, database, cookies } = desk();
  await using other = await startAppServer({ database });
  const mia = new Caller(other.origin, cookies.mia);
  const { id } = await people.ann.open();
  for (let turn = 0; turn < 5; turn++) {
    await people.ann.get(`/requests/${id}`);
    await mia.send(id, `From elsewhere, number ${turn}`);
    const { text } = await people.ann.get(`/requests/${id}`);
    assert.ok(text.includes(`From elsewhere, number ${turn}`));
  }
});

Deno.test("notes and tools of agents never reach a requester, whoever looks first", async () => {
  const { ann, mia, otto } = desk().people;
  const { id } = await ann.open();
  await mia.send(id, "For our eyes", "note");
  const page = `/requests/${id}`;
  for (let turn = 0; turn < 3; turn++) {
    const [staffView, own] = [await mia.get(page), await ann.get(page)];
    assert.match(staffView.text, /For our eyes/);
    assert.match(staffView.text, /name="assigneeId"/);
    assert.doesNotMatch(own.text, /For our eyes/);
    assert.doesNotMatch(own.text, /name="assigneeId"/);
    assert.equal((await otto.get(page)).status, 404);
  }
});

Deno.test("own messages have tools for their author alone", async () => {
  const { ann, mia, max } = desk().people;
  const { id } = await ann.open();
  const { id: messageId } = await mia.send(id, "Mine to edit");
  for (let turn = 0; turn < 2; turn++) {
    const page = `/requests/${id}`;
    assert.ok((await mia.get(page)).text.includes(`?edit=${messageId}`));
    for (const reader of [ann, max]) {
      assert.ok(!(await reader.get(page)).text.includes(`?edit=${messageId}`));
    }
    const editing = await mia.get(`${page}?edit=${messageId}`);
    assert.match(editing.text, /name="action" value="edit"/);
    assert.doesNotMatch((await mia.get(page)).text, /name="action" value="edit"/);
  }
});

Deno.test("a role that is lost or won decides the very next view", async () => {
  const { ann } = desk().people;
  const { database, server } = desk();
  const { id } = await ann.open();
  const cookie = await withAccounts(database, async (accounts) => {
    await accounts.addUser({ username: "eve", name: "Eve", password: PASSWORD, role: "agent" });
    return await cookieFor(accounts, "eve");
  });
  const eve = new Caller(server.origin, cookie);
  const page = `/requests/${id}`;
  await eve.send(id, "A note by Eve", "note");
  assert.match((await eve.get(page)).text, /A note by Eve/);
  await withAccounts(database, (accounts) => accounts.setRole("eve", "requester"));
  assert.equal((await eve.get(page)).status, 404);
  await withAccounts(database, (accounts) => accounts.setRole("eve", "admin"));
  assert.match((await eve.get(page)).text, /A note by Eve/);
});

Deno.test("who joins the staff is offered as assignee at the next view", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open();
  const page = `/requests/${id}`;
  assert.doesNotMatch((await mia.get(page)).text, /Newly Come/);
  await withAccounts(desk().database, async (accounts) => {
    const name = "Newly Come";
    await accounts.addUser({ username: "new", name, password: PASSWORD, role: "agent" });
  });
  assert.match((await mia.get(page)).text, /Newly Come/);
});

Deno.test("who has signed out sees nothing of a page seen before", async () => {
  const { server, people } = desk();
  const { id } = await people.ann.open();
  const cookie = await withAccounts(desk().database, (accounts) => cookieFor(accounts, "ann"));
  const ann = new Caller(server.origin, cookie);
  assert.equal((await ann.get(`/requests/${id}`)).status, 200);
  await ann.call("POST", "/signout", { form: {} });
  assert.equal((await ann.get(`/requests/${id}`)).status, 303);
});
