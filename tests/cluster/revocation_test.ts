/** Once the end of a session or token is confirmed, nothing that is written reaches its sockets. */
import assert from "node:assert/strict";
import { Caller, jsonOf } from "../helpers/api.ts";
import { startAppServer } from "../helpers/app_server.ts";
import { openPeopledServer, type PeopledServer } from "../helpers/peopled_server.ts";
import { cookieFor, withAccounts } from "../helpers/seeded_people.ts";
import { type SocketOptions, WsClient } from "../helpers/ws_client.ts";

/** Connections spread over the isolates by chance: of so many, some meet each of two. */
const SOCKETS = 8;
const MESSAGES = 10;
const env = { HOTLINE_RATE_LIMIT: "off" };
/** Longer than the test: who is put out in the other process is not put out by its poll. */
const lazy = { ...env, HOTLINE_POLL_MS: "60000" };

interface Doomed {
  what: string;
  /** What the sockets come with. */
  options: SocketOptions;
  /** Resolves when the end is confirmed. */
  end: () => Promise<void>;
}

/** A session and a token of Ann's, and how she ends each from another browser. */
async function doomedOf({ database, people: { ann } }: PeopledServer): Promise<Doomed[]> {
  const cookie = await withAccounts(database, (accounts) => cookieFor(accounts, "ann"));
  const lost = new Caller(ann.base, cookie);
  const { sessions } = jsonOf<{ sessions: { id: string; isCurrent: boolean }[] }>(
    await lost.get("/api/sessions"),
  );
  const sessionId = sessions.find(({ isCurrent }) => isCurrent)!.id;
  const { id, token } = jsonOf<{ id: string; token: string }>(
    await ann.post("/api/tokens", { name: "Bot" }),
    201,
  );
  const end = async (path: string) => {
    assert.equal((await ann.call("DELETE", path)).status, 204);
  };
  return [
    { what: "session", options: { cookie }, end: () => end(`/api/sessions/${sessionId}`) },
    {
      what: "token",
      options: { headers: { authorization: `Bearer ${token}` } },
      end: () => end(`/api/tokens/${id}`),
    },
  ];
}

Deno.test("sockets of an ended session and a revoked token close everywhere by themselves", async () => {
  await using desk = await openPeopledServer({ isolates: 2, env });
  await using second = await startAppServer({ database: desk.database, env });
  const { id } = await desk.people.ann.open();
  for (const { what, options, end } of await doomedOf(desk)) {
    const sockets = await openSockets([desk.server.origin, second.origin], id, options);
    await end();
    const closed = await Promise.all(sockets.map((socket) => socket.closing()));
    assert.deepEqual(closed.map(({ code }) => code), Array(SOCKETS).fill(4401), what);
  }
});

Deno.test("what is written after the confirmation reaches none of them, however late a poll is", async () => {
  await using desk = await openPeopledServer({ isolates: 2, env: lazy });
  await using second = await startAppServer({ database: desk.database, env: lazy });
  const { server, people: { ann, mia } } = desk;
  const { id } = await ann.open();
  const there = new Caller(second.origin, mia.cookie);
  for (const { what, options, end } of await doomedOf(desk)) {
    await using kept = await WsClient.open(`${second.origin}/api/requests/${id}/live`, {
      cookie: ann.cookie,
    });
    await kept.take("joined");
    const sockets = await openSockets([server.origin, second.origin], id, options);
    // All are known to be here, and to get what is written in either process.
    await there.send(id, "Before");
    await kept.take("newMessage");
    await end();
    const [writer] = sockets.slice(-1);
    writer!.send({ type: "sendMessage", requestId: id, body: "Forbidden", clientId: what });
    const written: string[] = [];
    for (let number = 0; number < MESSAGES; number++) {
      written.push((await there.send(id, `After, there: ${what} ${number}`)).id);
    }
    await Promise.all(
      written.map((messageId) =>
        kept.take("newMessage", ({ message }) => message.id === messageId)
      ),
    );
    for (const socket of sockets) {
      const bodies = socket.log(id).map((frame) => "message" in frame ? frame.message.body : "");
      assert.deepEqual(bodies.filter((body) => body.startsWith("After")), [], what);
    }
    const { text } = await ann.get(`/api/requests/${id}/messages`);
    assert.ok(!text.includes("Forbidden"), "who is out writes nothing");
    // Those in the process that was written in have been looked at.
    const closed = await Promise.all(
      sockets.filter((_, index) => index % 2 === 1).map((socket) => socket.closing()),
    );
    assert.deepEqual(new Set(closed.map(({ code }) => code)), new Set([4401]), what);
    for (const socket of sockets) socket.terminate();
  }
});

/** Sockets in the request, in turn on each of the servers; resolves when all have joined. */
async function openSockets(
  origins: string[],
  requestId: string,
  options: SocketOptions,
): Promise<WsClient[]> {
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, (_, index) => {
      const origin = origins[index % origins.length]!;
      return WsClient.open(`${origin}/api/requests/${requestId}/live`, options);
    }),
  );
  await Promise.all(sockets.map((socket) => socket.take("joined")));
  return sockets;
}
