/** A session that ends anywhere ends everywhere: in every isolate and every process. */
import assert from "node:assert/strict";
import { Caller } from "../helpers/api.ts";
import { startAppServer } from "../helpers/app_server.ts";
import { openPeopledServer } from "../helpers/peopled_server.ts";
import { cookieFor, withAccounts } from "../helpers/seeded_people.ts";
import { WsClient } from "../helpers/ws_client.ts";

/** Connections spread over the isolates by chance: of so many, some meet each of two. */
const SOCKETS = 12;

Deno.test("signing out closes the sockets in the other isolate and in another process", async () => {
  await using desk = await openPeopledServer({ isolates: 2 });
  await using second = await startAppServer({ database: desk.database });
  const { people: { ann }, database, server } = desk;
  const cookie = await withAccounts(database, (accounts) => cookieFor(accounts, "ann"));
  const { id } = await ann.open();
  await using kept = await WsClient.open(`${second.origin}/api/live`, { cookie: ann.cookie });
  const leaving = await Promise.all(
    Array.from({ length: SOCKETS }, (_, index) => {
      const { origin } = index % 2 ? second : server;
      const path = index % 3 ? "/api/live" : `/api/requests/${id}/live`;
      return WsClient.open(origin + path, { cookie });
    }),
  );
  await Promise.all(leaving.map((socket) => socket.take("welcome")));
  await new Caller(server.origin, cookie).call("DELETE", "/api/session");
  const closed = await Promise.all(leaving.map((socket) => socket.closing()));
  assert.deepEqual(closed.map(({ code }) => code), Array(SOCKETS).fill(4401));
  await kept.settled();
});
