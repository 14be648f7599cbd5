import assert from "node:assert/strict";
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { keys } from "../../lib/storage/keys.ts";
import { assertRefused } from "../helpers/accounts.ts";
import { counting, outrun, testOnEachDatabase } from "../helpers/databases.ts";
import { readAudit, refusedSignIn, roleChange } from "../helpers/deeds.ts";
import { type Fault, FAULTS, faulty } from "../helpers/faulty_kv.ts";
import { oneOf, randomOf } from "../helpers/random.ts";

const SEED = 23;
const clock = () => Date.UTC(2026, 0, 1);
const auditOn = (kv: Deno.Kv) => new AuditLog({ kv, clock });

testOnEachDatabase("a change that is not stored leaves no entry", async (kv) => {
  const atomic = kv.atomic().check({ key: ["thing"], versionstamp: "00000000000000000000" })
    .set(["thing"], "changed");
  await auditOn(kv).alongside(roleChange).addTo(atomic);
  assert.equal((await atomic.commit()).ok, false);
  assert.deepEqual(await readAudit(kv), []);
  assert.deepEqual(await auditOn(kv).verify(), {
    entries: 0,
    head: { number: 0, hash: "0".repeat(64) },
    faults: [],
    faultCount: 0,
  });
});

testOnEachDatabase("a change is not stored if its entry lost a race", async (kv) => {
  const audit = auditOn(kv);
  const atomic = kv.atomic().set(["thing"], "changed");
  await audit.alongside(roleChange).addTo(atomic);
  await audit.append(refusedSignIn("ann"));
  assert.equal((await atomic.commit()).ok, false);
  assert.equal((await kv.get(["thing"])).value, null);
  assert.equal((await readAudit(kv)).length, 1);
});

testOnEachDatabase(
  "more entries than the queue takes are refused, the others stored",
  async (kv) => {
    const audit = auditOn(kv);
    const appended = Array.from({ length: 1_200 }, (_, n) => audit.append(refusedSignIn(`${n}`)));
    const results = await Promise.allSettled(appended);
    const refused = results.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
    assert(refused.length > 0 && refused.every(({ code }) => code === "unavailable"));
    assert.equal((await readAudit(kv)).length, 1_200 - refused.length);
    await audit.append(refusedSignIn("welcome again"));
  },
);

testOnEachDatabase("a log that always loses the race gives up", async (kv) => {
  const racing = outrun(kv, Infinity, () => auditOn(kv).append(refusedSignIn("other")));
  await assertRefused("unavailable", auditOn(racing).append(refusedSignIn("ann")));
  assert((await readAudit(kv)).every(({ details }) => details["username"] === "other"));
});

testOnEachDatabase("a change is stored with its entries, one after the other", async (kv) => {
  const atomic = kv.atomic().set(["thing"], "changed");
  await auditOn(kv).alongside(roleChange, refusedSignIn("ann")).addTo(atomic);
  assert.equal((await atomic.commit()).ok, true);
  assert.equal((await kv.get(["thing"])).value, "changed");
  const [first, second] = await readAudit(kv);
  assert.deepEqual([first?.number, second?.number], [1, 2]);
  assert.equal(second?.previous, first?.hash);
  assert.deepEqual([first?.action, first?.at], ["user.role_changed", "2026-01-01T00:00:00.000Z"]);
});

testOnEachDatabase("what comes up during a commit goes together in the next", async (kv) => {
  const { kv: counted, asked } = counting(kv);
  const audit = auditOn(counted);
  await Promise.all(Array.from({ length: 101 }, (_, n) => audit.append(refusedSignIn(`${n}`))));
  assert.equal(asked.commits, 2);
  assert.equal((await audit.verify()).entries, 101);
});

testOnEachDatabase("two logs that append a thousand at once make one chain", async (kv) => {
  const logs = [auditOn(kv), auditOn(kv)];
  const names = Array.from({ length: 1_000 }, (_, n) => `${n}`);
  await Promise.all(names.map((name, n) => logs[n % 2]!.append(refusedSignIn(name))));
  const { entries, faultCount } = await auditOn(kv).verify();
  assert.deepEqual([entries, faultCount], [1_000, 0]);
  const stored = (await readAudit(kv)).map(({ details }) => details["username"]);
  assert.deepEqual(new Set(stored), new Set(names));
});

testOnEachDatabase("through every kind of fault, an entry is stored once", async (kv) => {
  const random = randomOf(SEED);
  const audit = auditOn(faulty(kv, () => oneOf(random, [...FAULTS, undefined])));
  for (let n = 0; n < 60; n++) await audit.append(refusedSignIn(`${n}`));
  const names = (await readAudit(kv)).map(({ details }) => details["username"]);
  assert.deepEqual(names, Array.from({ length: 60 }, (_, n) => `${n}`));
  assert.equal((await auditOn(kv).verify()).faultCount, 0);
});

testOnEachDatabase("a change whose commit is in doubt is told of once", async (kv) => {
  for (const fault of ["lost", "resent", "late", "silent"] as const) {
    const faults: Fault[] = [fault];
    const doubtful = faulty(kv, () => faults.pop());
    const before = (await readAudit(kv)).length;
    const write = auditOn(doubtful).alongside(roleChange);
    for (let tries = 0; tries < 5; tries++) {
      const atomic = doubtful.atomic().set(["thing"], fault);
      if (!await write.addTo(atomic)) break;
      await atomic.commit().catch((error) => assert.match(error.message, /answer|reset/));
    }
    assert.equal((await readAudit(kv)).length, before + 1, fault);
    assert.equal((await kv.get(["thing"])).value, fault);
  }
  assert.equal((await auditOn(kv).verify()).faultCount, 0);
});

testOnEachDatabase(
  "whatever somebody typed as a name, it is stored and fits the chain",
  async (kv) => {
    const names = ["\ud800", "x".repeat(100_000), `${"x".repeat(199)}😀`, "__proto__", ""];
    const audit = auditOn(kv);
    await Promise.all(names.map((name) => audit.append(refusedSignIn(name))));
    assert.deepEqual(
      (await readAudit(kv)).map(({ details }) => details["username"]),
      ["\ufffd", "x".repeat(200), `${"x".repeat(199)}\ufffd`, "__proto__", ""],
    );
    assert.equal((await audit.verify()).faultCount, 0);
  },
);

testOnEachDatabase(
  "a page of entries has the newest first, and goes on where it ended",
  async (kv) => {
    const audit = auditOn(kv);
    assert.deepEqual(await audit.list({ limit: 10 }), { entries: [], next: null });
    for (const name of ["1", "2", "3", "4", "5"]) await audit.append(refusedSignIn(name));
    const numbers = async (before?: number) => {
      const page = await audit.list({ limit: 2, ...(before !== undefined && { before }) });
      return { numbers: page.entries.map(({ number }) => number), next: page.next };
    };
    assert.deepEqual(await numbers(), { numbers: [5, 4], next: 4 });
    assert.deepEqual(await numbers(4), { numbers: [3, 2], next: 2 });
    assert.deepEqual(await numbers(2), { numbers: [1], next: null });
  },
);

testOnEachDatabase("entries are found by action, by person and by words", async (kv) => {
  const audit = auditOn(kv);
  await Promise.all(
    [refusedSignIn("Ann"), roleChange, refusedSignIn("bob")].map((deed) => audit.append(deed)),
  );
  const found = async (filter: Omit<Parameters<AuditLog["list"]>[0], "limit">) =>
    (await audit.list({ limit: 10, ...filter })).entries.map(({ number }) => number);
  assert.deepEqual(await found({ action: "session.refused" }), [3, 1]);
  assert.deepEqual(await found({ userId: roleChange.target!.id }), [2]);
  assert.deepEqual(await found({ userId: roleChange.actor.user!.id }), [2]);
  assert.deepEqual(await found({ text: "2001:DB8" }), [2]);
  assert.deepEqual(await found({ text: "BOB" }), [3]);
  assert.deepEqual(await found({ text: "bob", action: "user.role_changed" }), []);
});

testOnEachDatabase(
  "a search looks at a bounded number of entries, and says where to go on",
  async (kv) => {
    const audit = auditOn(kv);
    await audit.append(roleChange);
    await Promise.all(Array.from({ length: 600 }, (_, n) => audit.append(refusedSignIn(`${n}`))));
    const first = await audit.list({ limit: 10, action: "user.role_changed" });
    assert.deepEqual(first, { entries: [], next: 102 });
    const second = await audit.list({ limit: 10, action: "user.role_changed", before: 102 });
    assert.deepEqual([second.entries[0]?.number, second.next], [1, null]);
  },
);

testOnEachDatabase("an entry of a later version is not misread", async (kv) => {
  const audit = auditOn(kv);
  await audit.append(roleChange);
  const [entry] = await readAudit(kv);
  await kv.set(keys.auditEntry(1), { ...entry, v: 2 });
  await assert.rejects(audit.list({ limit: 10 }));
});
