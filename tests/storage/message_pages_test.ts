import assert from "node:assert/strict";
import type { Kind } from "../../lib/model/message.ts";
import { findMessages, type PageQuery, readPage } from "../../lib/storage/message_reader.ts";
import { change, edit, remove, send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { outcomeOf } from "../helpers/log_reader.ts";

const EVERYTHING: Kind[] = ["public", "note"];
const PUBLIC: Kind[] = ["public"];

/** A request whose messages are public at odd numbers and notes at even ones, up to 9. */
async function mixedRequest(desk: Desk): Promise<string> {
  const id = await openRequest(desk);
  const kindAt = (seq: number): Kind => seq % 2 === 0 ? "note" : "public";
  const seqs = Array.from({ length: 8 }, (_, n) => n + 2);
  const commands = seqs.map((seq) => send(`message ${seq}`, { kind: kindAt(seq) }));
  await desk.log.append(id, commands, null);
  return id;
}

async function pageOf(desk: Desk, id: string, query: PageQuery) {
  const { messages, hasMore } = await readPage(desk.kv, id, query);
  return { seqs: messages.map(({ seq }) => seq), hasMore };
}

testOnEachDatabase("a page without notes holds none, whatever the cursor", async (kv) => {
  const desk = deskOn(kv);
  const id = await mixedRequest(desk);
  const page = (query: Omit<PageQuery, "kinds">) => pageOf(desk, id, { ...query, kinds: PUBLIC });
  assert.deepEqual(await page({ limit: 50 }), { seqs: [1, 3, 5, 7, 9], hasMore: false });
  assert.deepEqual(await page({ limit: 2 }), { seqs: [7, 9], hasMore: true });
  assert.deepEqual(await page({ limit: 2, before: 6 }), { seqs: [3, 5], hasMore: true });
  assert.deepEqual(await page({ limit: 2, after: 2 }), { seqs: [3, 5], hasMore: true });
});

testOnEachDatabase("a page is in order, with notes where they belong", async (kv) => {
  const desk = deskOn(kv);
  const id = await mixedRequest(desk);
  const page = (query: Omit<PageQuery, "kinds">) =>
    pageOf(desk, id, { ...query, kinds: EVERYTHING });
  assert.deepEqual(await page({ limit: 4 }), { seqs: [6, 7, 8, 9], hasMore: true });
  assert.deepEqual(await page({ limit: 4, before: 6 }), { seqs: [2, 3, 4, 5], hasMore: true });
  assert.deepEqual(await page({ limit: 4, before: 5 }), { seqs: [1, 2, 3, 4], hasMore: false });
  assert.deepEqual(await page({ limit: 4, before: 1 }), { seqs: [], hasMore: false });
  assert.deepEqual(await page({ limit: 4, before: 0 }), { seqs: [], hasMore: false });
  assert.deepEqual(await page({ limit: 4, after: 0 }), { seqs: [1, 2, 3, 4], hasMore: true });
  assert.deepEqual(await page({ limit: 4, after: 5 }), { seqs: [6, 7, 8, 9], hasMore: false });
  assert.deepEqual(await page({ limit: 4, after: 9 }), { seqs: [], hasMore: false });
  assert.deepEqual(await page({ limit: 9 }), {
    seqs: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    hasMore: false,
  });
});

testOnEachDatabase("page by page, every message is read once, both ways", async (kv) => {
  const desk = deskOn(kv);
  const id = await mixedRequest(desk);
  const all = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  for (const limit of [1, 2, 3, 4, 8, 9, 200]) {
    const backwards: number[] = [];
    for (let before: number | undefined, hasMore = true; hasMore;) {
      const page = await pageOf(desk, id, { kinds: EVERYTHING, before, limit });
      backwards.unshift(...page.seqs);
      [before, hasMore] = [page.seqs[0], page.hasMore];
    }
    const forwards: number[] = [];
    for (let after = 0, hasMore = true; hasMore;) {
      const page = await pageOf(desk, id, { kinds: EVERYTHING, after, limit });
      forwards.push(...page.seqs);
      [after, hasMore] = [page.seqs.at(-1)!, page.hasMore];
    }
    assert.deepEqual([backwards, forwards], [all, all], `with ${limit} a page`);
  }
});

testOnEachDatabase("a page shows messages as they are now, at their first place", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const sent = await desk.log.append(id, [send("one"), send("two")], null);
  const [one, two] = sent.settled.map((settled) => outcomeOf(settled).messageId!);
  const commands = [edit(one!, "one, edited"), remove(two!), change({ title: "Else" })];
  await desk.log.append(id, commands, null);
  const { messages } = await readPage(kv, id, { kinds: EVERYTHING, limit: 50 });
  assert.deepEqual(messages.map(({ seq, body }) => [seq, body]), [
    [1, "A body"],
    [2, "one, edited"],
    [3, ""],
  ]);
});

testOnEachDatabase("a message is found in its own request alone", async (kv) => {
  const desk = deskOn(kv);
  const [here, there] = [await openRequest(desk), await openRequest(desk)];
  const { settled: [sent] } = await desk.log.append(here, [send("hello")], null);
  const messageId = outcomeOf(sent).messageId!;
  assert.equal((await findMessages(kv, there, [messageId])).size, 0);
  const found = await findMessages(kv, here, [messageId, messageId, "01J0000000000000000000XXXX"]);
  assert.deepEqual([...found.keys()], [messageId]);
});

testOnEachDatabase("a message of a later version is not misread", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const [entry] = await Array.fromAsync(kv.list<object>({ prefix: ["message", id] }));
  await kv.set(entry!.key, { ...entry!.value, v: 2 });
  await assert.rejects(readPage(kv, id, { kinds: EVERYTHING, limit: 50 }));
});
