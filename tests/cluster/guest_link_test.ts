/** A revoked link ends what it let in: in every isolate and every process. */
import assert from "node:assert/strict";
import { newSecret } from "../../lib/auth/secret.ts";
import { Caller, cookieOf } from "../helpers/api.ts";
import { startAppServer } from "../helpers/app_server.ts";
import { openPeopledServer } from "../helpers/peopled_server.ts";
import { WsClient } from "../helpers/ws_client.ts";

/** Connections spread over the isolates by chance: of so many, some meet each of two. */
const SOCKETS = 12;

Deno.test("revoking a link closes the guest's sockets in the other isolate and in another process", async () => {
  await using desk = await openPeopledServer({ isolates: 2 });
  await using second = await startAppServer({ database: desk.database });
  const { people: { mia, nobody }, server } = desk;
  const form = { name: "Gwen", email: "", question: "Where is it?", link: newSecret() };
  const asked = await nobody.call("POST", "/ask", { form });
  const path = asked.headers.get("location")!;
  const cookie = cookieOf(asked);
  const elsewhere = cookieOf(await new Caller(second.origin).get(`/g/${form.link}`));
  await using kept = await WsClient.open(`${second.origin}/api/live`, { cookie: mia.cookie });
  const leaving = await Promise.all(
    Array.from({ length: SOCKETS }, (_, index) => {
      const { origin } = index % 2 ? second : server;
      const place = index % 3 ? "/api/live" : `/api${path}/live`;
      return WsClient.open(origin + place, { cookie: index % 4 < 2 ? cookie : elsewhere });
    }),
  );
  await Promise.all(leaving.map((socket) => socket.take("welcome")));
  const answer = await mia.call("POST", `${path}/link`, { form: { action: "revoke" } });
  assert.equal(answer.status, 303);
  const closed = await Promise.all(leaving.map((socket) => socket.closing()));
  assert.deepEqual(closed.map(({ code }) => code), Array(SOCKETS).fill(4401));
  await kept.settled();
  for (const origin of [server.origin, second.origin]) {
    assert.equal((await new Caller(origin).get(`/g/${form.link}`)).status, 404);
  }
});
