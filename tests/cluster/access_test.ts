/**
 * Who is put out of a request loses its sockets in every isolate and every process, and gets nothing
 * that was written after somebody was told so.
 */
import assert from "node:assert/strict";
import { jsonOf } from "../helpers/api.ts";
import { startAppServer } from "../helpers/app_server.ts";
import { openPeopledServer } from "../helpers/peopled_server.ts";
import { WsClient } from "../helpers/ws_client.ts";

/** Connections spread over the isolates by chance: of so many, some meet each of two. */
const SOCKETS = 12;
const WRITERS = 4;
const AFTERWARDS = 40;

Deno.test("who is put out in a flood gets nothing that was written after it", async () => {
  await using desk = await openPeopledServer({ isolates: 2 });
  await using second = await startAppServer({ database: desk.database });
  const { people: { ann, otto, mia }, server } = desk;
  const { id } = await ann.open();
  const access = `/api/requests/${id}/access/${(await otto.user()).id}`;
  jsonOf(await mia.call("PUT", access));
  const live = `/api/requests/${id}/live`;
  const isInbox = (index: number) => index % 3 === 0;
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, (_, index) => {
      const { origin } = index % 2 ? second : server;
      const path = isInbox(index) ? "/api/live" : live;
      return WsClient.open(origin + path, { cookie: otto.cookie });
    }),
  );
  await Promise.all(sockets.map(async (socket, index) => {
    if (isInbox(index)) socket.send({ type: "joinRequest", requestId: id });
    await socket.take("joined");
  }));
  await using witness = await WsClient.open(second.origin + live, { cookie: ann.cookie });
  await witness.take("joined");

  let isFlooding = true;
  const flood = Array.from({ length: WRITERS }, async (_, index) => {
    const { base, cookie } = mia;
    const origin = index % 2 ? second.origin : base;
    await using socket = await WsClient.open(origin + live, { cookie });
    for (let n = 0; isFlooding; n++) {
      await socket.ack({
        type: "sendMessage",
        requestId: id,
        clientId: `flood-${index}-${n}`,
        body: "A flood",
      });
    }
  });
  // The flood has reached everybody.
  await Promise.all(sockets.map((socket) => socket.take("newMessage")));
  const { seq: revokedAt } = jsonOf<{ seq: number }>(await mia.call("DELETE", access));
  const secrets = await Promise.all(
    Array.from({ length: AFTERWARDS }, () => mia.send(id, "A secret")),
  );
  isFlooding = false;
  await Promise.all(flood);

  await Promise.all(sockets.map(async (socket, index) => {
    if (isInbox(index)) assert.equal((await socket.take("error")).code, "forbidden");
    else assert.equal((await socket.closing()).code, 4403);
    const seqs = socket.log(id).map(({ seq }) => seq);
    assert.ok(seqs.length > 0 && seqs.at(-1)! < revokedAt, `${seqs.at(-1)} of ${revokedAt}`);
    assert.deepEqual(seqs, seqs.map((_, at) => seqs[0]! + at), "without a hole until then");
    if (isInbox(index)) await socket.close();
  }));
  const lastSecret = Math.max(...secrets.map(({ seq }) => seq));
  await witness.take("newMessage", ({ seq }) => seq >= lastSecret);
});
