/** What was acknowledged is there after a `kill -9` the next instant. */
import assert from "node:assert/strict";
import { assertDenseLog } from "../helpers/crowd.ts";
import { until } from "../helpers/deadline.ts";
import { openPeopledServer } from "../helpers/peopled_server.ts";
import type { WsClient } from "../helpers/ws_client.ts";

const ROUNDS = 3;
/** Many requests at once, so that their commits have to wait for each other. */
const REQUESTS = 8;
/** More than will be acknowledged: the kill comes while the server is storing the others. */
const COMMANDS = 300;
const ACKS = 200;

/** Of so long bodies only a few fit into one commit. */
const bodyOf = (clientId: string): string => clientId.padEnd(2_000, ".");

function acknowledgedBy(socket: WsClient): string[] {
  return socket.frames.flatMap((frame) => frame.type === "ack" ? [frame.clientId] : []);
}

Deno.test("every acknowledged message survives kill -9", async () => {
  // One person keeps the database busy enough to be killed in the middle of it.
  const env = { HOTLINE_RATE_LIMIT: "off" };
  await using desk = await openPeopledServer({ isolates: 2, env });
  const { server, people: { ann } } = desk;
  const requestIds = await Promise.all(
    Array.from({ length: REQUESTS }, async () => (await ann.open()).id),
  );
  const acknowledged = new Map(requestIds.map((id) => [id, new Set<string>()]));
  for (let round = 0; round < ROUNDS; round++) {
    const sockets = await Promise.all(requestIds.map(async (requestId) => {
      const socket = await desk.socket(ann, `/api/requests/${requestId}/live`);
      await socket.take("joined");
      return { socket, requestId };
    }));
    for (let index = 0; index < COMMANDS; index++) {
      const clientId = `${round}-${index}`;
      for (const { socket, requestId } of sockets) {
        socket.send({ type: "sendMessage", requestId, clientId, body: bodyOf(clientId) });
      }
    }
    const acks = () => sockets.flatMap(({ socket }) => acknowledgedBy(socket)).length;
    await until(() => acks() >= ACKS, "acknowledgements");
    await server.kill("SIGKILL");
    assert.ok(acks() < REQUESTS * COMMANDS, "the kill came in the middle");
    for (const { socket, requestId } of sockets) {
      assert.equal((await socket.closing()).code, 1006);
      for (const clientId of acknowledgedBy(socket)) acknowledged.get(requestId)?.add(clientId);
    }
    await server.start();
  }
  for (const [requestId, clientIds] of acknowledged) {
    const { request } = JSON.parse((await ann.get(`/api/requests/${requestId}`)).text);
    const stored = new Set(await assertDenseLog(ann, requestId, request.head));
    assert.deepEqual([...clientIds].filter((clientId) => !stored.has(bodyOf(clientId))), []);
  }
});
