/** Faults of our own: the caller learns that it is one, and nothing of its insides. */
import assert from "node:assert/strict";
import { keys } from "../../lib/storage/keys.ts";
import { openKv } from "../../lib/storage/open_kv.ts";
import { assertProblem } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile();
const BROKEN_ID = "01J0000000000000000000BR0K";
const SECRET = "from-a-broken-record";

/** A request as no version of Hotline has stored it. */
async function breakRequest(): Promise<void> {
  const { kv } = await openKv(desk().database);
  await kv.set(keys.request(BROKEN_ID), { v: 99, secret: SECRET });
  kv.close();
}

Deno.test("a call that fails here answers 500 as a problem, without details", async () => {
  await breakRequest();
  const answer = await desk().people.mia.get(`/api/requests/${BROKEN_ID}`);
  assertProblem(answer, 500, "internal");
  assert.ok(!answer.text.includes(SECRET) && !/zod|\.ts/i.test(answer.text), answer.text);
});

Deno.test("a page that fails here says so, without details, and the log has them", async () => {
  await breakRequest();
  const { status, text, headers } = await desk().people.mia.get(`/requests/${BROKEN_ID}`);
  assert.equal(status, 500);
  assert.match(text, /<html lang="en">[^]*Something went wrong/);
  assert.ok(!text.includes(SECRET) && !/ZodError|\bat .*\.ts/.test(text));
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.match(await desk().server.log(), /not in bytes/);
});

Deno.test("a socket that fails here gets an error, and goes on", async () => {
  await breakRequest();
  await using socket = await desk().socket(desk().people.mia, "/api/live");
  const join = { type: "joinRequest", requestId: BROKEN_ID, ref: "broken" };
  const { ref, message } = await socket.refused(join, "internal");
  assert.equal(ref, "broken");
  assert.ok(!/zod/i.test(message));
  const { id: requestId } = await desk().people.ann.open();
  socket.send({ ...join, requestId });
  assert.equal((await socket.take("joined")).requestId, requestId);
});
