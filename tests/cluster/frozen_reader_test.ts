/** One of a room reads nothing any more: the others go on, and it has everything once it returns. */
import assert from "node:assert/strict";
import { eventually } from "../helpers/eventually.ts";
import { range } from "../helpers/fake_member.ts";
import { openPeopledServer, type PeopledServer } from "../helpers/peopled_server.ts";

/** More than kernels keep for a socket, and the 1 MiB of the server on top. */
const MESSAGES = 1_500;
const BODY = "x".repeat(8_000);
const CLOSE_MAX_MS = 30_000;
/** One writer alone has to fill what a socket holds. */
const UNLIMITED = { env: { HOTLINE_RATE_LIMIT: "off" } };

async function slowCloses({ people: { nobody } }: PeopledServer): Promise<number> {
  const { text } = await nobody.get("/metrics");
  return Number(/^hotline_socket_closes_total\{code="4413"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** A writer floods a request, somebody else reads, and one has frozen until the server closes it. */
async function flooded(desk: PeopledServer) {
  const { ann, mia } = desk.people;
  const { id: requestId } = await ann.open();
  const path = `/api/requests/${requestId}/live`;
  const writer = await desk.socket(ann, path);
  const other = await desk.socket(mia, path);
  const frozen = await desk.socket(mia, path);
  for (const socket of [writer, other, frozen]) await socket.take("joined");
  frozen.freeze();
  for (const number of range(1, MESSAGES)) {
    writer.send({ type: "sendMessage", requestId, clientId: `n-${number}`, body: BODY });
  }
  await eventually("the close", () => slowCloses(desk), (count) => count === 1, CLOSE_MAX_MS);
  return { requestId, path, writer, other, frozen };
}

Deno.test("a frozen reader is closed with 4413, and complete after it returns with its cursor", async () => {
  await using desk = await openPeopledServer(UNLIMITED);
  const { requestId, path, ...sockets } = await flooded(desk);
  await using _writer = sockets.writer;
  await using other = sockets.other;
  await using frozen = sockets.frozen;
  // The close frame waits behind what the reader has not read, but its place is gone already.
  const head = 1 + MESSAGES;
  await other.take("newMessage", ({ seq }) => seq === head);
  assert.deepEqual(other.log(requestId).map(({ seq }) => seq), range(2, head));

  frozen.thaw();
  assert.equal((await frozen.closing()).code, 4413);
  const seen = frozen.log(requestId).map(({ seq }) => seq);
  const cursor = seen.at(-1) ?? 1;
  assert.deepEqual(seen, range(2, cursor));
  assert.ok(cursor < head, "it was behind");

  await using back = await desk.socket(desk.people.mia, `${path}?after=${cursor}`);
  assert.equal((await back.take("joined")).head, head);
  assert.deepEqual(back.log(requestId).map(({ seq }) => seq), range(cursor + 1, head));
});

Deno.test("a server with a frozen reader still stops when it is told to", async () => {
  await using desk = await openPeopledServer(UNLIMITED);
  const { writer, other, frozen } = await flooded(desk);
  const { code, signal } = await desk.server.kill("SIGTERM");
  assert.deepEqual([code, signal], [0, null]);
  frozen.thaw();
  await Promise.all([writer, other, frozen].map((socket) => socket.closing()));
});
