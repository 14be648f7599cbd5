/** What was acknowledged is there after a `kill -9` the next instant. */
import assert from "node:assert/strict";
import { assertDenseLog } from "../helpers/crowd.ts";
import { until } from "../helpers/deadline.ts";
import { openPeopledServer } from "../helpers/peopled_server.ts";

const ROUNDS = 3;
const ACKS = 100;

Deno.test("every acknowledged message survives kill -9", async () => {
  await using desk = await openPeopledServer({ isolates: 2 });
  const { server, people: { ann } } = desk;
  const { id: requestId } = await ann.open();
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const socket = await desk.socket(ann, `/api/requests/${requestId}/live`);
    await socket.take("joined");
    const bodyOf = (index: number) => `${round}: ${index}`;
    // More than will be acknowledged: the kill comes while the server is storing them.
    for (let index = 0; index < ACKS * 5; index++) {
      const body = bodyOf(index);
      socket.send({ type: "sendMessage", requestId, clientId: body.replace(" ", ""), body });
    }
    const acks = () => socket.frames.filter(({ type }) => type === "ack");
    await until(() => acks().length >= ACKS, "acknowledgements");
    await server.kill("SIGKILL");
    assert.equal((await socket.closing()).code, 1006);
    acknowledged.push(...acks().map((_, index) => bodyOf(index)));
    await server.start();
  }
  const page = await ann.get(`/api/requests/${requestId}`);
  const { request: { head } } = JSON.parse(page.text);
  const stored = new Set(await assertDenseLog(ann, requestId, head));
  assert.ok(acknowledged.length >= ROUNDS * ACKS);
  assert.deepEqual(acknowledged.filter((body) => !stored.has(body)), []);
});
