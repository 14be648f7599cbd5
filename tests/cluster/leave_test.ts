/** A server that is told to stop: clients learn when to come back, and nothing is lost. */
import assert from "node:assert/strict";
import { startAppServer } from "../helpers/app_server.ts";
import { assertDenseLog } from "../helpers/crowd.ts";
import { openPeopledServer } from "../helpers/peopled_server.ts";

/** Deno Deploy kills an instance so long after the signal. */
const LEAVE_MAX_MS = 5_000;
const COMMANDS = 1_000;

Deno.test("on SIGTERM every client is told to come back, what waits is stored, and the exit code is 0", async () => {
  await using desk = await openPeopledServer({ isolates: 2 });
  const { server, people: { ann, mia } } = desk;
  const { id: requestId } = await ann.open();
  const sockets = await Promise.all(
    Array.from({ length: 12 }, () => desk.socket(mia, `/api/requests/${requestId}/live`)),
  );
  await Promise.all(sockets.map((socket) => socket.take("joined")));
  const [writer] = sockets;
  assert.ok(writer);
  for (let index = 0; index < COMMANDS; index++) {
    writer.send({ type: "sendMessage", requestId, clientId: `q-${index}`, body: `No. ${index}` });
  }
  // Some are stored, the others wait in the server.
  await writer.take("ack");
  const began = performance.now();
  const status = await server.kill("SIGTERM");
  assert.deepEqual([status.code, status.signal], [0, null]);
  const tookMs = performance.now() - began;
  assert.ok(tookMs < LEAVE_MAX_MS, `${tookMs} ms`);

  for (const socket of sockets) {
    assert.equal((await socket.closing()).code, 1012);
    const last = socket.frames.at(-1);
    assert.equal(last?.type, "reconnect");
    assert.ok(last.afterMs >= 0 && last.afterMs <= 2_000);
  }
  const delays = sockets.map((socket) => socket.frames.at(-1)).map((frame) =>
    frame?.type === "reconnect" ? frame.afterMs : NaN
  );
  assert.ok(new Set(delays).size > 1, "they do not all come back at once");

  const acks = writer.frames.filter(({ type }) => type === "ack").length;
  await server.start();
  const { request } = JSON.parse((await ann.get(`/api/requests/${requestId}`)).text);
  assert.ok(request.head - 1 >= acks, `${request.head - 1} stored, ${acks} acknowledged`);
  const bodies = await assertDenseLog(ann, requestId, request.head);
  // In order and without a hole: what was stored is the beginning of what was sent.
  assert.deepEqual(bodies.slice(1), bodies.slice(1).map((_, index) => `No. ${index}`));
});

Deno.test("a demo that is served from a build stops as well", async () => {
  await using server = await startAppServer({ env: { HOTLINE_DEMO: "1" } });
  const status = await server.kill("SIGTERM");
  assert.deepEqual([status.code, status.signal], [0, null]);
});

Deno.test("with nothing to do the server stops at once, on SIGTERM", async () => {
  await using desk = await openPeopledServer({ isolates: 2 });
  const began = performance.now();
  assert.equal((await desk.server.kill("SIGTERM")).code, 0);
  assert.ok(performance.now() - began < LEAVE_MAX_MS);
  assert.doesNotMatch(await desk.server.log(), /error|Error|panic/);
});
