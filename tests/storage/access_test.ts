/** People let into a request: in its record, in its log, in the lists and in the audit log. */
import assert from "node:assert/strict";
import { ACCESS_MAX } from "../../lib/model/limits.ts";
import type { User } from "../../lib/model/user.ts";
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { keys } from "../../lib/storage/keys.ts";
import { encodeRecord } from "../../lib/storage/record.ts";
import { change, grant, revoke, send } from "../helpers/commands.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { outcomeOf, readLog, refusalOf } from "../helpers/log_reader.ts";
import { ann, lin, mia, otto } from "../helpers/people.ts";

const accessOf = async (desk: Desk, id: string) =>
  (await desk.log.head(id))!.request.access.map((user) => user.id);

const listedFor = async ({ store }: Desk, user: User) => {
  const { requests } = await store.list(`user:${user.id}`, ["open", "solved"], {
    cursor: null,
    limit: 10,
  });
  return requests.map(({ id }) => id);
};

const colleague = (number: number): User => ({
  ...lin,
  id: `01J00000000000000000000${String(100 + number)}`,
});

testOnEachDatabase("a request takes so many people and no more", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  for (let n = 0; n < ACCESS_MAX; n++) await desk.log.append(id, [grant(colleague(n))], null);
  const { settled } = await desk.log.append(id, [grant(lin), grant(colleague(0))], null);
  assert.equal(refusalOf(settled[0]).code, "conflict");
  outcomeOf(settled[1]);
  assert.equal((await accessOf(desk, id)).length, ACCESS_MAX);
});

testOnEachDatabase("nobody is put out who was not let in", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { settled, events } = await desk.log.append(id, [revoke(lin.id), revoke(ann.id)], null);
  assert.deepEqual(settled.map((one) => refusalOf(one).code), ["not_found", "not_found"]);
  assert.deepEqual(events, []);
});

testOnEachDatabase("the log says who was let in and who was put out", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  await desk.log.append(id, [grant(lin), grant(otto), revoke(lin.id)], null);
  assert.deepEqual(await accessOf(desk, id), [otto.id]);
  const events = await readLog(desk.log, id);
  const told = events.flatMap((event) =>
    event.type === "requestUpdated" ? [[event.changes, event.request.access]] : []
  );
  assert.deepEqual(told, [
    [{ granted: lin }, [lin]],
    [{ granted: otto }, [lin, otto]],
    [{ revoked: lin }, [otto]],
  ]);
});

testOnEachDatabase("a change that is sent again takes effect once", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const command = grant(lin, { actor: mia, clientId: "one" });
  const first = outcomeOf((await desk.log.append(id, [command], null)).settled[0]);
  await desk.log.append(id, [revoke(lin.id, { actor: mia })], null);
  const again = outcomeOf((await desk.log.append(id, [command], null)).settled[0]);
  assert.deepEqual(again, { ...first, isDuplicate: true });
  assert.deepEqual(await accessOf(desk, id), []);
});

testOnEachDatabase("of changes at once none is lost", async (kv) => {
  const [here, there, elsewhere] = [deskOn(kv), deskOn(kv), deskOn(kv)];
  const id = await openRequest(here);
  await here.log.append(id, [grant(lin)], null);
  const { head } = await here.log.append(id, [send("hello")], null);
  await Promise.all([
    here.log.append(id, [grant(otto)], head),
    there.log.append(id, [revoke(lin.id)], head),
    elsewhere.log.append(id, [grant(colleague(1))], head),
  ]);
  assert.deepEqual((await accessOf(here, id)).sort(), [otto.id, colleague(1).id].sort());
});

testOnEachDatabase(
  "a request stands in the list of whoever is let in, while they are",
  async (kv) => {
    const desk = deskOn(kv);
    const id = await openRequest(desk);
    assert.deepEqual(await listedFor(desk, lin), []);
    await desk.log.append(id, [grant(lin)], null);
    assert.deepEqual(await listedFor(desk, lin), [id]);
    desk.time.now += 1_000;
    await desk.log.append(id, [send("later"), change({ status: "solved" })], null);
    assert.deepEqual([await listedFor(desk, lin), await listedFor(desk, ann)], [[id], [id]]);
    desk.time.now += 1_000;
    await desk.log.append(id, [revoke(lin.id), grant(otto)], null);
    assert.deepEqual(await listedFor(desk, lin), []);
    assert.deepEqual([await listedFor(desk, otto), await listedFor(desk, ann)], [[id], [id]]);
    const entries = await Array.fromAsync(kv.list({ prefix: ["activity"] }));
    assert.equal(entries.length, 3, "everyone's list, the requester's and one more");
  },
);

testOnEachDatabase("without people let in, a message writes no more than it did", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const writes = await writesOf(desk, () => desk.log.append(id, [send("one"), send("two")], null));
  assert.equal(writes, 1 + 2 * 2 + 1, "the request, two for each message, and the mark");
});

testOnEachDatabase("a record from before there was such access is read and changed", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const { access: _, ...request } = (await desk.log.head(id))!.request;
  await kv.set(keys.request(id), encodeRecord({ v: 1, request }));
  assert.deepEqual(await accessOf(desk, id), []);
  outcomeOf((await desk.log.append(id, [grant(lin)], null)).settled[0]);
  assert.deepEqual(await accessOf(desk, id), [lin.id]);
});

testOnEachDatabase("who let whom in stands in the audit log, and from where", async (kv) => {
  const desk = deskOn(kv);
  const id = await openRequest(desk);
  const by = { actor: mia, address: "192.0.2.7" };
  await desk.log.append(id, [grant(lin, by), revoke(lin.id, by), revoke(otto.id, by)], null);
  const audit = new AuditLog({ kv, clock: desk.clock });
  const { entries } = await audit.list({ limit: 10 });
  assert.deepEqual(
    entries.map(({ action, actor, target, details }) => [action, actor, target?.id, details])
      .toReversed(),
    ["access.granted", "access.revoked"].map((action) => [
      action,
      { user: { id: mia.id, username: mia.username }, address: "192.0.2.7" },
      lin.id,
      { requestId: id },
    ]),
  );
});

/** Mutations of the commits that an action makes. */
async function writesOf(desk: Desk, act: () => Promise<unknown>): Promise<number> {
  const original = desk.kv.atomic.bind(desk.kv);
  let writes = 0;
  desk.kv.atomic = () => {
    const atomic = original();
    for (const method of ["set", "delete"] as const) {
      const real = atomic[method].bind(atomic) as (...args: unknown[]) => Deno.AtomicOperation;
      Object.assign(atomic, {
        [method]: (...args: unknown[]) => {
          writes++;
          return real(...args);
        },
      });
    }
    return atomic;
  };
  try {
    await act();
  } finally {
    desk.kv.atomic = original;
  }
  return writes;
}
