// Who sends faster than the rates allow: what is refused, what is not, and who has to go.
import assert from "node:assert/strict";
import { Limiter } from "../../lib/limits/limiter.ts";
import { RATES } from "../../lib/limits/rates.ts";
import { HotlineError } from "../../lib/model/errors.ts";
import { CLOSE } from "../../lib/model/events.ts";
import {
  SOCKETS_PER_ADDRESS_MAX,
  SOCKETS_PER_PERSON_MAX,
  TOO_FAST_MAX,
} from "../../lib/model/limits.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { openRequest } from "../helpers/desk.ts";
import { type Client, liveDeskOn } from "../helpers/live_desk.ts";
import { ann, mia } from "../helpers/people.ts";

const { burst, perMinute } = RATES.command.person;

const limited = (clock: () => number) => new Limiter({ clock, isOn: true });

/** An open socket of Ann in a request, and a way to send into it. */
async function annAt(desk: ReturnType<typeof liveDeskOn>) {
  const requestId = await openRequest(desk);
  const joining = { requestId };
  const client = desk.connect(ann, { joining, address: "192.0.2.1" });
  await client.wire.receives("joined");
  let sent = 0;
  const send = (to: Client = client) => {
    const clientId = `m-${++sent}`;
    to.send({ type: "sendMessage", requestId, clientId, body: "Hi", ref: clientId });
    return clientId;
  };
  return { requestId, client, send };
}

testOnEachDatabase(
  "a command over the rate is refused, not executed, and taken later",
  async (kv) => {
    const desk = liveDeskOn(kv, { limits: limited });
    const { requestId, client, send } = await annAt(desk);
    for (let count = 0; count < burst; count++) send();
    const clientId = send();
    const { code, retryable, retryAfterMs, ...labels } = await client.wire.receives("error");
    assert.deepEqual([code, retryable, retryAfterMs], ["rate_limited", true, 60_000 / perMinute]);
    assert.deepEqual([labels.ref, labels.requestId, labels.clientId], [
      clientId,
      requestId,
      clientId,
    ]);
    await client.wire.receives("ack", burst);
    assert.equal((await desk.log.head(requestId))?.request.head, 1 + burst);
    desk.time.now += 60_000 / perMinute;
    send();
    await client.wire.receives("ack", burst + 1);
  },
);

testOnEachDatabase("a second socket of the same person gets no second bucket", async (kv) => {
  const desk = liveDeskOn(kv, { limits: limited });
  const { client, send } = await annAt(desk);
  for (let count = 0; count < burst; count++) send();
  await client.wire.receives("ack", burst);
  const second = desk.connect(ann);
  send(second);
  assert.equal((await second.wire.receives("error")).code, "rate_limited");
});

testOnEachDatabase("a ping is free, so that who must wait does not look dead", async (kv) => {
  const desk = liveDeskOn(kv, { limits: limited });
  const { client, send } = await annAt(desk);
  for (let count = 0; count <= burst; count++) send();
  await client.wire.receives("error");
  for (let count = 0; count < 100; count++) client.send({ type: "ping" });
  await client.wire.receives("pong", 100);
  assert.equal(client.wire.framesOf("error").length, 1);
  await client.wire.receives("ack", burst);
});

testOnEachDatabase("a join over the rate is refused, and the socket stays open", async (kv) => {
  const desk = liveDeskOn(kv, { limits: limited });
  const requestId = await openRequest(desk);
  const client = desk.connect(mia);
  const { person } = RATES.join;
  for (let count = 0; count < person.burst; count++) {
    client.send({ type: "joinRequest", requestId });
  }
  client.send({ type: "joinRequest", requestId, ref: "one more" });
  const error = await client.wire.receives("error");
  assert.deepEqual([error.code, error.ref], ["rate_limited", "one more"]);
  assert.equal(error.retryAfterMs, 60_000 / person.perMinute);
  await client.wire.receives("joined", person.burst);
  assert.equal(client.wire.closed, null);
});

testOnEachDatabase("who goes on for long is closed with 4429; who waits is not", async (kv) => {
  const desk = liveDeskOn(kv, { limits: limited });
  const { client, send } = await annAt(desk);
  for (let count = 0; count < burst; count++) send();
  await client.wire.receives("ack", burst);
  // Who waits as told is refused once for every command at the most.
  for (let count = 0; count < TOO_FAST_MAX; count++) {
    send();
    desk.time.now += 60_000 / perMinute;
    send();
    if (count % 50 === 49) {
      const acks = client.wire.framesOf("ack").length;
      if (client.wire.closed === null) await client.wire.receives("ack", acks);
    }
  }
  assert.equal(client.wire.closed, null);
  for (let count = 0; count <= 2 * TOO_FAST_MAX; count++) send();
  assert.equal(await client.wire.closes(), CLOSE.tooMany);
});

testOnEachDatabase("with limits off nobody is refused", async (kv) => {
  const desk = liveDeskOn(kv);
  const { client, send } = await annAt(desk);
  for (let count = 0; count < 2 * burst; count++) send();
  await client.wire.receives("ack", 2 * burst);
  for (let count = 0; count < SOCKETS_PER_PERSON_MAX; count++) desk.connect(ann);
  desk.connections.assertRoomForOne({ userId: ann.id, address: null });
});

testOnEachDatabase("a person has so many sockets and no more, until one is closed", (kv) => {
  const { connections, connect } = liveDeskOn(kv, { limits: limited });
  const caller = { userId: ann.id, address: "192.0.2.1" };
  const clients = Array.from({ length: SOCKETS_PER_PERSON_MAX }, () => connect(ann));
  assertFull(() => connections.assertRoomForOne(caller));
  connections.assertRoomForOne({ ...caller, userId: mia.id });
  connections.remove(clients[0]!.chat);
  connections.remove(clients[0]!.chat);
  connections.assertRoomForOne(caller);
  connect(ann);
  assertFull(() => connections.assertRoomForOne(caller));
  return Promise.resolve();
});

testOnEachDatabase("an address has so many sockets and no more, whosever they are", (kv) => {
  const { connections, connect } = liveDeskOn(kv, { limits: limited });
  const address = "2001:db8::1";
  for (let count = 0; count < SOCKETS_PER_ADDRESS_MAX; count++) {
    connect({ ...ann, id: `person ${count}` }, { address });
  }
  assertFull(() => connections.assertRoomForOne({ userId: mia.id, address: "2001:db8::2" }));
  connections.assertRoomForOne({ userId: mia.id, address: "192.0.2.1" });
  return Promise.resolve();
});

function assertFull(act: () => void): void {
  assert.throws(act, (error) => {
    assert(error instanceof HotlineError);
    assert.deepEqual([error.code, error.status], ["rate_limited", 429]);
    return (error.retryAfterMs ?? 0) > 0;
  });
}
