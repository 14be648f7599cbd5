import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Siblings } from "../../lib/chat/siblings.ts";

/** Longer than any test: whoever waits for so long waits for somebody to come. */
const FOREVER_MS = 60_000;
const ALWAYS = { delayMs: FOREVER_MS, recentMs: FOREVER_MS };

function commitOf(siblings: Siblings, ...actors: string[]): void {
  for (const actor of actors) siblings.add(actor);
  siblings.take();
  siblings.committed();
}

/** Whether it is still waiting after everything that is ready has had its turn. */
async function isWaiting(gathered: Promise<void>): Promise<boolean> {
  let isOver = false;
  gathered.then(() => isOver = true);
  for (let turns = 0; turns < 10; turns++) await turn();
  return !isOver;
}

Deno.test("the first command of a room waits for nobody", async () => {
  const siblings = new Siblings(ALWAYS);
  siblings.add("ann");
  await siblings.gathered();
});

Deno.test("somebody who writes alone waits for nobody", async () => {
  const siblings = new Siblings(ALWAYS);
  for (let n = 0; n < 3; n++) {
    siblings.add("ann");
    await siblings.gathered();
    siblings.take();
    siblings.committed();
  }
});

Deno.test("who wrote in the last two commits is waited for", async () => {
  const siblings = new Siblings(ALWAYS);
  commitOf(siblings, "ann", "mia");
  commitOf(siblings, "otto");
  siblings.add("ann");
  const gathered = siblings.gathered();
  assert.ok(await isWaiting(gathered), "without mia and otto");
  siblings.add("mia");
  assert.ok(await isWaiting(gathered), "without otto");
  siblings.add("otto");
  await gathered;
});

Deno.test("who has stopped writing is soon not expected any more", async () => {
  const siblings = new Siblings(ALWAYS);
  commitOf(siblings, "ann", "mia");
  commitOf(siblings, "ann");
  commitOf(siblings, "ann");
  siblings.add("ann");
  await siblings.gathered();
});

Deno.test("nobody is waited for beyond the delay", async () => {
  const siblings = new Siblings({ ...ALWAYS, delayMs: 1 });
  commitOf(siblings, "ann", "mia");
  siblings.add("ann");
  await siblings.gathered();
});

Deno.test("who wrote long ago is not expected", async () => {
  const siblings = new Siblings({ ...ALWAYS, recentMs: -1 });
  commitOf(siblings, "ann", "mia");
  siblings.add("ann");
  await siblings.gathered();
});
