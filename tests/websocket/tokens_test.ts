/** Sockets of programs, which come with an API token. */
import assert from "node:assert/strict";
import type { Scope } from "../../lib/model/session.ts";
import { type Caller, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { refusalOf, WsClient } from "../helpers/ws_client.ts";

const desk = serverOfThisFile({ env: { HOTLINE_RATE_LIMIT: "off" } });

async function newToken(owner: Caller, scopes?: Scope[]): Promise<{ id: string; token: string }> {
  return jsonOf(await owner.post("/api/tokens", { name: "Bot", scopes }), 201);
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

Deno.test("a socket with a token that is none is refused, and told what would be one", async () => {
  const { people: { nobody }, cookies } = desk();
  const authorization = `Bearer ${cookies.ann.split("=")[1]}`;
  for (const cookie of [null, cookies.ann]) {
    const options = { cookie, headers: { authorization } };
    const { status, headers } = await refusalOf(`${nobody.base}/api/live`, options);
    assert.deepEqual([status, headers.get("www-authenticate")], [401, 'Bearer realm="hotline"']);
  }
});

Deno.test("a token that reads joins, and every command on its socket is forbidden", async () => {
  const { nobody, ann } = desk().people;
  const { id: requestId } = await ann.open();
  const { id: messageId } = await ann.send(requestId, "Words");
  const { token } = await newToken(ann, ["read"]);
  await using socket = await WsClient.open(`${nobody.base}/api/live`, bearer(token));
  const commands = [
    { type: "sendMessage", body: "Hi" },
    { type: "updateMessage", body: "Hi", messageId },
    { type: "deleteMessage", messageId },
  ];
  for (const [number, command] of commands.entries()) {
    await socket.refused({ ...command, requestId, clientId: `read-${number}` }, "forbidden");
  }
  socket.send({ type: "joinRequest", requestId });
  assert.equal((await socket.take("joined")).head, 2, "nothing was stored");
});

Deno.test("a token that was revoked closes its sockets with 4401, and no others", async () => {
  const { nobody, ann } = desk().people;
  const { id: requestId } = await ann.open();
  const [lost, kept] = [await newToken(ann), await newToken(ann)];
  const path = `${nobody.base}/api/requests/${requestId}/live`;
  await using person = await desk().socket(ann, `/api/requests/${requestId}/live`);
  await using other = await WsClient.open(path, bearer(kept.token));
  await using first = await WsClient.open(path, bearer(lost.token));
  await using second = await WsClient.open(`${nobody.base}/api/live`, bearer(lost.token));
  await first.ack({ type: "sendMessage", requestId, body: "By a bot", clientId: "bot-1" });
  await ann.call("DELETE", `/api/tokens/${lost.id}`);
  for (const socket of [first, second]) assert.equal((await socket.closing()).code, 4401);
  assert.equal((await refusalOf(path, bearer(lost.token))).status, 401);
  await ann.send(requestId, "Still here");
  for (const socket of [person, other]) {
    await socket.take("newMessage", ({ message }) => message.body === "Still here");
  }
});
