/** A rolling restart under load: nothing is lost, nothing doubled, and everybody is told when to come back. */
import assert from "node:assert/strict";
import { range } from "../helpers/fake_member.ts";
import { rollingRestart } from "../helpers/rolling_restart.ts";

Deno.test("two processes restart one after the other, and nobody misses or sees anything twice", async () => {
  const { clients, exitCodes, stored } = await rollingRestart({ clients: 30, perSecond: 100 });
  assert.deepEqual(exitCodes, [0, 0]);
  const head = 1 + stored.length;
  assert.deepEqual(stored.map(({ seq }) => seq), range(2, head));
  assert.equal(new Set(stored.map(({ body }) => body)).size, stored.length, "nothing twice");
  const seqOf = new Map(stored.map(({ seq, body }) => [body, seq]));
  for (const { events, acknowledged, breaks } of clients) {
    assert.deepEqual(events.map(({ seq }) => seq), range(2, head));
    for (const [clientId, seq] of acknowledged) assert.equal(seqOf.get(clientId), seq);
    assert.ok(breaks.length >= 1, "everybody met a restart");
    for (const { code } of breaks) assert.equal(code, 1012);
  }
  const acknowledged = clients.reduce((sum, client) => sum + client.acknowledged.size, 0);
  assert.equal(acknowledged, stored.length, "all that was stored was acknowledged in the end");
});
