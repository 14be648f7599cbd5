import assert from "node:assert/strict";
import type { Kind } from "../../lib/model/message.ts";
import { keys } from "../../lib/storage/keys.ts";
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

testOnEachDatabase("changed messages stand on their pages as they are now", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { settled } = await desk.log.append(
    id,
    [send("one"), send("two", { kind: "note" }), send("three"), send("four")],
    null,
  );
  const [one, two, three] = settled.map((each) => outcomeOf(each).messageId!);
  await desk.log.append(id, [edit(one!, "ONE"), edit(two!, "TWO"), remove(three!)], null);
  await desk.log.append(id, [edit(one!, "One")], null);
  const bodies = async (query: PageQuery) =>
    (await readPage(kv, id, query)).messages.map(({ body, editedAt, deletedAt }) =>
      `${body}${editedAt ? " (edited)" : ""}${deletedAt ? " (deleted)" : ""}`
    );
  const all = ["A body", "One (edited)", "TWO (edited)", " (deleted)", "four"];
  assert.deepEqual(await bodies({ kinds: EVERYTHING, limit: 50 }), all);
  assert.deepEqual(await bodies({ kinds: EVERYTHING, after: 0, limit: 50 }), all);
  assert.deepEqual(await bodies({ kinds: EVERYTHING, before: 4, limit: 2 }), all.slice(1, 3));
  assert.deepEqual(await bodies({ kinds: EVERYTHING, after: 1, limit: 2 }), all.slice(1, 3));
  assert.deepEqual(await bodies({ kinds: PUBLIC, limit: 50 }), all.toSpliced(2, 1));
});

testOnEachDatabase("a page is whole where messages are rare among other events", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { settled: [sent] } = await desk.log.append(id, [send("early")], null);
  const messageId = outcomeOf(sent).messageId!;
  for (let round = 0; round < 8; round++) {
    const edits = Array.from({ length: 90 }, (_, n) => edit(messageId, `edit ${round}.${n}`));
    await desk.log.append(id, edits, null);
  }
  const { settled: [last] } = await desk.log.append(id, [send("late")], null);
  const lastSeq = outcomeOf(last).seq;
  const page = (query: Omit<PageQuery, "kinds">) => pageOf(desk, id, { ...query, kinds: PUBLIC });
  assert.deepEqual(await page({ limit: 3 }), { seqs: [1, 2, lastSeq], hasMore: false });
  assert.deepEqual(await page({ limit: 2 }), { seqs: [2, lastSeq], hasMore: true });
  assert.deepEqual(await page({ limit: 2, after: 1 }), { seqs: [2, lastSeq], hasMore: false });
  assert.deepEqual(await page({ limit: 1, after: 0 }), { seqs: [1], hasMore: true });
});

testOnEachDatabase("an event of a later version is not misread", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const later = new TextEncoder().encode('{"v":2,"kind":"public","frame":{}}');
  await kv.set(keys.event(id, 1), later);
  await assert.rejects(readPage(kv, id, { kinds: EVERYTHING, limit: 50 }), /another version/);
  await assert.rejects(desk.log.since(id, 0, 10), /another version/);
});
