import assert from "node:assert/strict";
import type { AuditEntry } from "../../lib/model/audit.ts";
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { entriesAfter } from "../../lib/storage/audit_chain.ts";
import { keys } from "../../lib/storage/keys.ts";
import { testOnEachDatabase } from "../helpers/databases.ts";
import { readAudit, refusedSignIn } from "../helpers/deeds.ts";

const ENTRIES = 10;

/** What is found wrong with a log of ten entries after somebody was at the database. */
function testTampering(
  name: string,
  tamper: (kv: Deno.Kv, entries: AuditEntry[]) => Promise<unknown>,
  expected: [number: number, problem: string][],
): void {
  testOnEachDatabase(name, async (kv) => {
    const audit = new AuditLog({ kv, clock: () => 0 });
    for (let n = 1; n <= ENTRIES; n++) await audit.append(refusedSignIn(`${n}`));
    assert.equal((await audit.verify()).faultCount, 0, "it is sound before");
    await tamper(kv, await readAudit(kv));
    const { faults, faultCount } = await audit.verify();
    assert.deepEqual(faults.map(({ number, problem }) => [number, problem]), expected);
    assert.equal(faultCount, expected.length);
  });
}

const put = (kv: Deno.Kv, number: number, entry: unknown) => kv.set(keys.auditEntry(number), entry);

testTampering("a changed field is found", async (kv, entries) => {
  await put(kv, 4, { ...entries[3], details: { username: "somebody else" } });
}, [[4, "changed"]]);

testTampering("a changed time and address are found", async (kv, entries) => {
  await put(kv, 1, { ...entries[0], at: "2025-01-01T00:00:00.000Z" });
  await put(kv, 10, { ...entries[9], actor: { user: null, address: null } });
}, [[1, "changed"], [10, "changed"]]);

testTampering(
  "a changed entry with a hash that fits it is found by its neighbour",
  (kv, entries) => {
    const { number, previous } = entries[3]!;
    const { hash: _, ...rest } = entries[3]!;
    const forged = { ...rest, details: {} };
    const [sealed] = entriesAfter({ number: number - 1, hash: previous }, [forged], "another");
    return put(kv, 4, sealed);
  },
  [[5, "unlinked"]],
);

testTampering("a field that nobody knows is found", async (kv, entries) => {
  await put(kv, 4, { ...entries[3], note: "all is well" });
}, [[4, "unreadable"]]);

testTampering("text that has no canonical form is found", async (kv, entries) => {
  await put(kv, 4, { ...entries[3], details: { username: "\ud800" } });
  await put(kv, 6, { ...entries[5], details: { "\ud800": "" } });
}, [[4, "unreadable"], [6, "unreadable"]]);

testTampering("an entry removed from the middle is found", async (kv) => {
  await kv.delete(keys.auditEntry(3));
  await kv.delete(keys.auditEntry(7));
  await kv.delete(keys.auditEntry(8));
}, [[3, "missing"], [7, "missing"], [8, "missing"]]);

testTampering("removed first entries are found", async (kv) => {
  await kv.delete(keys.auditEntry(1));
}, [[1, "missing"]]);

testTampering("a removed tail is found", async (kv) => {
  await kv.delete(keys.auditEntry(9));
  await kv.delete(keys.auditEntry(10));
}, [[9, "missing"], [10, "missing"]]);

testTampering("two entries in each other's places are found", async (kv, entries) => {
  await put(kv, 4, entries[4]);
  await put(kv, 5, entries[3]);
}, [[4, "misplaced"], [5, "misplaced"]]);

testTampering("two entries that were swapped and renumbered are found", async (kv, entries) => {
  await put(kv, 4, { ...entries[4], number: 4 });
  await put(kv, 5, { ...entries[3], number: 5 });
}, [[4, "changed"], [4, "unlinked"], [5, "changed"], [5, "unlinked"], [6, "unlinked"]]);

testTampering("an entry between two others is found", async (kv, entries) => {
  await put(kv, 4.5, entries[3]);
}, [[4.5, "misplaced"]]);

testTampering("a head with another hash is found", async (kv) => {
  await kv.set(keys.auditHead(), { v: 1, number: ENTRIES, hash: "f".repeat(64) });
}, [[10, "not the head"]]);

testTampering("a head that was set back is found", async (kv, entries) => {
  await kv.set(keys.auditHead(), { v: 1, number: 8, hash: entries[7]!.hash });
}, [[9, "beyond head"], [10, "beyond head"]]);

testTampering("a head that runs ahead is found", async (kv, entries) => {
  await kv.set(keys.auditHead(), { v: 1, number: 12, hash: entries[9]!.hash });
}, [[11, "missing"], [12, "missing"]]);

testTampering("an entry beyond the head is found", async (kv, entries) => {
  await put(kv, 11, entries[9]);
  await put(kv, 2e16, entries[9]);
}, [[11, "beyond head"], [2e16, "beyond head"]]);

testTampering("a head that cannot be read is found", async (kv) => {
  await kv.set(keys.auditHead(), "no head");
}, [
  [0, "unreadable"],
  ...Array.from({ length: ENTRIES }, (_, n): [number, string] => [n + 1, "beyond head"]),
]);

testOnEachDatabase("of countless faults the first are listed and all are counted", async (kv) => {
  const audit = new AuditLog({ kv, clock: () => 0 });
  await audit.append(refusedSignIn("1"));
  await kv.set(keys.auditHead(), { v: 1, number: 1e15, hash: "f".repeat(64) });
  const { entries, faults, faultCount } = await audit.verify();
  assert.deepEqual([entries, faults.length, faultCount], [1, 100, 1e15 - 1]);
});

testOnEachDatabase(
  "a chain that was computed anew is found by a head that was noted",
  async (kv) => {
    const audit = new AuditLog({ kv, clock: () => 0 });
    for (const name of ["1", "2", "3"]) await audit.append(refusedSignIn(name));
    const noted = await audit.head();
    await audit.append(refusedSignIn("4"));
    assert.equal((await audit.verify(noted)).faultCount, 0);
    assert.equal((await audit.verify({ number: 0, hash: "0".repeat(64) })).faultCount, 0);

    for (let number = 1; number <= 4; number++) await kv.delete(keys.auditEntry(number));
    await kv.delete(keys.auditHead());
    for (const name of ["1", "somebody else", "3", "4"]) await audit.append(refusedSignIn(name));
    assert.equal((await audit.verify()).faultCount, 0, "nothing within the log tells");
    assert.deepEqual((await audit.verify(noted)).faults, [{ number: 3, problem: "not as noted" }]);
    const later = { ...noted, number: 5 };
    assert.deepEqual((await audit.verify(later)).faults, [{ number: 5, problem: "not as noted" }]);
  },
);

testOnEachDatabase("a log of several batches is sound while others append", async (kv) => {
  const audit = new AuditLog({ kv, clock: () => 0 });
  await Promise.all(Array.from({ length: 1_000 }, (_, n) => audit.append(refusedSignIn(`${n}`))));
  await Promise.all(Array.from({ length: 600 }, (_, n) => audit.append(refusedSignIn(`${n}`))));
  const appending = Array.from({ length: 300 }, (_, n) => audit.append(refusedSignIn(`${n}`)));
  const { entries, faults } = await audit.verify();
  assert.deepEqual(faults, []);
  assert(entries >= 1_600);
  await Promise.all(appending);
});
