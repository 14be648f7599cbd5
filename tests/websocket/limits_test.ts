/** How much one socket may ask for. */
import assert from "node:assert/strict";
import { assertDenseLog } from "../helpers/crowd.ts";
import { until } from "../helpers/deadline.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const JOINS_MAX = 200;
// What one socket may hold at a time, not how fast it may come by it.
const desk = serverOfThisFile({ env: { HOTLINE_RATE_LIMIT: "off" } });

Deno.test("a socket joins 200 requests; for one more it leaves another first", async () => {
  const { ann, mia } = desk().people;
  const requestIds: string[] = [];
  for (let index = 0; index <= JOINS_MAX; index++) requestIds.push((await ann.open()).id);
  const last = requestIds.pop();
  await using socket = await desk().socket(mia, "/api/live");
  for (const requestId of requestIds) socket.send({ type: "joinRequest", requestId });
  const oneMore = { type: "joinRequest", requestId: last, ref: "one more" };
  const error = await socket.refused(oneMore, "rate_limited");
  assert.deepEqual([error.ref, error.retryable], ["one more", true]);
  assert.equal(socket.frames.filter(({ type }) => type === "joined").length, JOINS_MAX);
  socket.send({ type: "joinRequest", requestId: requestIds[0], ref: "again" });
  await socket.take("joined", ({ ref }) => ref === "again");
  socket.send({ type: "leaveRequest", requestId: requestIds[0] });
  socket.send(oneMore);
  await socket.take("joined", ({ ref }) => ref === "one more");
});

Deno.test("a ping overtakes the commands that wait, so that a busy socket looks alive", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  await using socket = await desk().socket(ann, `/api/requests/${requestId}/live`);
  await socket.take("joined");
  const count = 500;
  for (let index = 0; index < count; index++) {
    socket.send({ type: "sendMessage", requestId, clientId: `busy-${index}`, body: "Hi" });
  }
  socket.send({ type: "ping" });
  await socket.take("pong");
  const before = socket.frames.filter(({ type }) => type === "ack").length;
  assert.ok(before < count, `${before} acknowledgements came first`);
  await socket.take("newMessage", ({ seq }) => seq === count + 1);
  await socket.settled();
  assert.equal(socket.frames.filter(({ type }) => type === "ack").length, count);
});

Deno.test("in a flood every command is stored or refused, and none is lost in silence", async () => {
  const { ann } = desk().people;
  const { id: requestId } = await ann.open();
  await using socket = await desk().socket(ann, `/api/requests/${requestId}/live`);
  await socket.take("joined");
  const count = 5_000;
  for (let index = 0; index < count; index++) {
    socket.send({ type: "sendMessage", requestId, clientId: `flood-${index}`, body: `${index}` });
  }
  const answers = () =>
    socket.frames.flatMap((frame) => frame.type === "ack" || frame.type === "error" ? [frame] : []);
  await until(() => answers().length >= count, () => `${count} answers, not ${answers().length}`);
  assert.equal(new Set(answers().map(({ clientId }) => clientId)).size, count);
  const refusals = answers().flatMap((frame) => frame.type === "error" ? [frame] : []);
  // How many are too many depends on how fast the server stores them.
  for (const { code, retryable } of refusals) {
    assert.deepEqual([code, retryable], ["rate_limited", true]);
  }
  const head = 1 + count - refusals.length;
  await socket.take("newMessage", ({ seq }) => seq === head);
  await assertDenseLog(ann, requestId, head);
});

Deno.test("a server whose limits are off says so at its start", async () => {
  assert.match(await desk().server.log(), /HOTLINE_RATE_LIMIT is off: nobody is limited/);
});
