import assert from "node:assert/strict";
import { HotlineError } from "../../lib/model/errors.ts";
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { keys } from "../../lib/storage/keys.ts";
import { remove, send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { readAudit, refusedSignIn } from "../helpers/deeds.ts";
import { deskOn, openRequest } from "../helpers/desk.ts";
import { type Fault, FAULTS, faulty } from "../helpers/faulty_kv.ts";
import { liveDeskOn } from "../helpers/live_desk.ts";
import { ada, ann } from "../helpers/people.ts";
import { oneOf, randomOf } from "../helpers/random.ts";

const SEED = 31;
const auditOn = (kv: Deno.Kv) => new AuditLog({ kv, clock: () => Date.UTC(2026, 5, 1) });

/** A request with messages of Ann's, and their ids. */
async function requestWith(kv: Deno.Kv, messages: number) {
  const desk = deskOn(kv);
  const requestId = await openRequest(desk, ann);
  const ids: string[] = [];
  for (let n = 0; n < messages; n++) {
    ids.push((await desk.requests.submit(requestId, send(`secret ${n}`))).messageId!);
  }
  return { ...desk, requestId, ids };
}

testOnEachDatabase("a deletion that is refused leaves no entry", async (kv) => {
  const { requests, requestId, ids } = await requestWith(kv, 1);
  const authorize = () => {
    throw new HotlineError("forbidden", "no");
  };
  await assert.rejects(requests.submit(requestId, remove(ids[0]!, { authorize })));
  await auditOn(kv).collect();
  assert.deepEqual(await readAudit(kv), []);
});

testOnEachDatabase("a deletion sent again, or of a deleted message, has one entry", async (kv) => {
  const { requests, requestId, ids } = await requestWith(kv, 1);
  const command = remove(ids[0]!);
  await requests.submit(requestId, command);
  await auditOn(kv).collect();
  assert.equal((await requests.submit(requestId, command)).isDuplicate, true);
  await assert.rejects(requests.submit(requestId, remove(ids[0]!)));
  assert.equal((await auditOn(kv).list({ limit: 10 })).entries.length, 1);
});

testOnEachDatabase("an entry says who deleted whose message, and none of its words", async (kv) => {
  const { requests, requestId, ids } = await requestWith(kv, 1);
  const [messageId = ""] = ids;
  await requests.submit(requestId, remove(messageId, { actor: ada, address: "192.0.2.9" }));
  const { entries: [entry] } = await auditOn(kv).list({ limit: 10, userId: ann.id });
  assert.equal(entry?.at, "2026-01-01T00:00:00.000Z", "when it was done");
  assert.deepEqual(entry?.actor, {
    user: { id: ada.id, username: "ada" },
    address: "192.0.2.9",
  });
  assert.deepEqual(entry?.target, { type: "message", id: messageId, name: "message 2" });
  assert.deepEqual(entry?.details, {
    requestId,
    kind: "public",
    authorId: ann.id,
    author: "ann",
  });
  assert.equal((await auditOn(kv).verify()).faultCount, 0);
});

testOnEachDatabase("who deletes over a socket is noted with its address", async (kv) => {
  const desk = liveDeskOn(kv);
  const requestId = await openRequest(desk);
  const { wire, send } = desk.connect(ann, { address: "2001:db8::7" });
  send({ type: "sendMessage", requestId, clientId: "one", body: "hello" });
  const { messageId = "" } = await wire.receives("ack");
  send({ type: "deleteMessage", requestId, clientId: "two", messageId });
  await wire.receives("ack", 2);
  const { entries: [entry] } = await auditOn(kv).list({ limit: 10 });
  assert.deepEqual([entry?.actor.address, entry?.target?.id], ["2001:db8::7", messageId]);
});

testOnEachDatabase("sending and deleting do not wait for the chain", async (kv) => {
  const { requests, requestId, ids } = await requestWith(kv, 1);
  const stuck = kv.atomic().set(keys.auditHead(), "cannot be read");
  await stuck.commit();
  await Promise.all([
    requests.submit(requestId, send("hello")),
    requests.submit(requestId, remove(ids[0]!)),
  ]);
  await assert.rejects(auditOn(kv).collect());
  await kv.delete(keys.auditHead());
  await auditOn(kv).collect();
  assert.equal((await readAudit(kv)).length, 1, "nothing was lost in the meantime");
});

testOnEachDatabase(
  "however many take in the outbox at once, each deletion has one entry",
  async (kv) => {
    const { requests, requestId, ids } = await requestWith(kv, 40);
    const random = randomOf(SEED);
    const fault = (): Fault | undefined => oneOf(random, [...FAULTS, undefined, undefined]);
    const logs = [auditOn(kv), auditOn(kv), auditOn(faulty(kv, fault))];
    await Promise.all(ids.flatMap((id, n) => [
      requests.submit(requestId, remove(id)).then(() => logs[n % 3]!.collect()),
      logs[n % 2]!.append(refusedSignIn("somebody")),
    ]));
    const entries = await readAudit(kv);
    const deleted = entries.flatMap(({ target }) => target ? [target.id] : []);
    assert.deepEqual(deleted.toSorted(), ids.toSorted());
    assert.equal(entries.length, 80);
    assert.equal((await auditOn(kv).verify()).faultCount, 0);
    assert.deepEqual(await Array.fromAsync(kv.list({ prefix: keys.auditOutbox() })), []);
  },
);
