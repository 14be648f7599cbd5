/** Many clients on several isolates and processes: everybody gets everything once, in order. */
import assert from "node:assert/strict";
import type { Caller } from "../helpers/api.ts";
import { jsonOf } from "../helpers/api.ts";
import { type AppServer, startAppServer } from "../helpers/app_server.ts";
import { assertDenseLog, Crowd } from "../helpers/crowd.ts";
import { openPeopledServer } from "../helpers/peopled_server.ts";

const CLIENTS = 50;
const MESSAGES = 2_000;
const REQUESTS = 5;
/** One agent sends it all, faster than anybody may. */
const UNLIMITED = { env: { HOTLINE_RATE_LIMIT: "off" } };
const HEAD = 1 + MESSAGES / REQUESTS;

async function openRequests(caller: Caller): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < REQUESTS; index++) ids.push((await caller.open()).id);
  return ids;
}

/** Reads all pages of a request's messages, forward from the beginning. */
async function seqsByPages(caller: Caller, requestId: string): Promise<number[]> {
  const seqs: number[] = [];
  while (true) {
    const path = `/api/requests/${requestId}/messages?limit=200&after=${seqs.at(-1) ?? 0}`;
    const page = jsonOf<{ messages: { seq: number }[]; hasMore: boolean }>(await caller.get(path));
    seqs.push(...page.messages.map(({ seq }) => seq));
    if (!page.hasMore) return seqs;
  }
}

async function assertCrowdConverges(origins: string[], caller: Caller): Promise<void> {
  const requestIds = await openRequests(caller);
  const options = { origins, caller, requestIds, clients: CLIENTS, messages: MESSAGES };
  await using crowd = await Crowd.gather(options);
  await crowd.write();
  await crowd.assertAllSeen();
  const expected = Array.from({ length: HEAD }, (_, index) => index + 1);
  for (const requestId of requestIds) {
    assert.deepEqual(await seqsByPages(caller, requestId), expected);
    await assertDenseLog(caller, requestId, HEAD);
  }
}

Deno.test("two isolates of one process: 50 clients and 2,000 messages in 5 requests", async () => {
  await using desk = await openPeopledServer({ isolates: 2, ...UNLIMITED });
  await assertCrowdConverges([desk.server.origin], desk.people.mia);
});

Deno.test("two processes on one database: 50 clients and 2,000 messages in 5 requests", async () => {
  await using desk = await openPeopledServer(UNLIMITED);
  await using second: AppServer = await startAppServer({ database: desk.database, ...UNLIMITED });
  await assertCrowdConverges([desk.server.origin, second.origin], desk.people.mia);
});
