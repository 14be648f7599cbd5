import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { DoubtfulCommit } from "../../lib/storage/commit.ts";
import { type CommitPart, SharedCommits } from "../../lib/storage/shared_commits.ts";
import { counting, losingAnswers } from "../helpers/databases.ts";
import { faulty } from "../helpers/faulty_kv.ts";

/** One request's share of a commit: it holds unless somebody has written `name` before. */
function part(name: string, size: Partial<CommitPart> = {}): CommitPart {
  return {
    checks: 1,
    mutations: 1,
    bytes: 100,
    shard: 0,
    judgedAt: null,
    ...size,
    writeTo: (atomic) =>
      atomic.check({ key: [name], versionstamp: null }).set([name], { by: name }),
  };
}

const numbered = (count: number, size: Partial<CommitPart> = {}): CommitPart[] =>
  Array.from({ length: count }, (_, index) => part(`part ${index}`, size));

/** Of the parts; marks do not count. */
async function stored(kv: Deno.Kv): Promise<number> {
  const entries = await Array.fromAsync(kv.list({ prefix: [] }));
  return entries.filter(({ key }) => key[0] !== "mark").length;
}

Deno.test("a part whose request has moved on fails alone", async () => {
  using kv = await Deno.openKv(":memory:");
  await kv.set(["part 7"], "taken");
  const commits = new SharedCommits({ kv, checksMax: 100, atOnce: 1 });
  const results = await Promise.all(numbered(20).map((one) => commits.commit(one)));
  assert.deepEqual(results.flatMap(({ ok }, index) => ok ? [] : [index]), [7]);
  assert.equal(await stored(kv), 20);
});

Deno.test("a commit in doubt is in doubt for all of it, and for nobody else", async () => {
  using memory = await Deno.openKv(":memory:");
  const kv = losingAnswers(memory, 1);
  const commits = new SharedCommits({ kv, checksMax: 100, atOnce: 1 });
  const parts = numbered(5);
  const first = parts.slice(0, 2).map((one) => assert.rejects(commits.commit(one), DoubtfulCommit));
  await turn();
  const others = await Promise.all(parts.slice(2).map((one) => commits.commit(one)));
  await Promise.all(first);
  assert.ok(others.every(({ ok }) => ok));
});

Deno.test("a part that cannot be written says so, and what waits goes on", async () => {
  using kv = await Deno.openKv(":memory:");
  const commits = new SharedCommits({ kv, checksMax: 100, atOnce: 1 });
  const broken = part("broken");
  broken.writeTo = () => {
    throw new Error("out of order");
  };
  await assert.rejects(commits.commit(broken), /out of order/);
  assert.ok((await commits.commit(part("whole"))).ok);
});

Deno.test("what comes up in one turn, or during a commit, goes together", async () => {
  using memory = await Deno.openKv(":memory:");
  const { kv, asked } = counting(memory);
  const commits = new SharedCommits({ kv, checksMax: 100, atOnce: 1 });
  const parts = numbered(50);
  const first = parts.slice(0, 20).map((one) => commits.commit(one));
  await turn();
  const others = parts.slice(20).map((one) => commits.commit(one));
  await Promise.all([...first, ...others]);
  assert.equal(await stored(memory), 50);
  assert.equal(asked.commits, 2);
});

Deno.test("no commit is larger than the database takes", async () => {
  const limits: [Partial<CommitPart>, number][] = [
    [{ checks: 40 }, 2],
    [{ mutations: 300 }, 3],
    [{ bytes: 200 * 1024 }, 3],
    [{ bytes: 2_000 * 1024 }, 1],
  ];
  for (const [size, together] of limits) {
    using memory = await Deno.openKv(":memory:");
    const { kv, asked } = counting(memory);
    const commits = new SharedCommits({ kv, checksMax: 100, atOnce: 1 });
    await Promise.all(numbered(13, size).map((one) => commits.commit(one)));
    assert.equal(asked.commits, Math.ceil(13 / together), JSON.stringify(size));
    assert.equal(await stored(memory), 13);
  }
});

Deno.test("a remote database is asked several things at the same time", async () => {
  using memory = await Deno.openKv(":memory:");
  const { kv, asked } = counting(memory);
  const commits = new SharedCommits({ kv, checksMax: 10, atOnce: 4 });
  const done = numbered(4, { checks: 10 }).map((one) => commits.commit(one));
  await turn();
  assert.equal(asked.commits, 4, "none waits for another");
  await Promise.all(done);
});

Deno.test("faults of the database cost nobody a result", async () => {
  using memory = await Deno.openKv(":memory:");
  let turn = 0;
  const kv = faulty(memory, () => ["resent", "locked", "lost", undefined][turn++ % 4] as "lost");
  const commits = new SharedCommits({ kv, checksMax: 10, atOnce: 1 });
  const results = await Promise.allSettled(numbered(60).map((one) => commits.commit(one)));
  assert.equal(results.length, 60);
  const isSure = (index: number) => {
    const result = results[index]!;
    return result.status === "fulfilled" && result.value.ok;
  };
  for (const index of results.keys()) {
    const { value } = await memory.get([`part ${index}`]);
    if (isSure(index)) assert.ok(value, `part ${index} was reported as stored`);
  }
});

Deno.test("what was judged before the guard moved is not written, and says why", async () => {
  using kv = await Deno.openKv(":memory:");
  const key = ["guard"];
  const { versionstamp: first } = await kv.set(key, 1);
  const known = { versionstamp: first };
  const guard = {
    get check() {
      return { key, ...known };
    },
    look: async () => {
      known.versionstamp = (await kv.get(key)).versionstamp!;
    },
  };
  const commits = new SharedCommits({ kv, checksMax: 100, atOnce: 1, guard });
  await kv.set(key, 2);
  const moved = numbered(5, { judgedAt: first }).map((one) => commits.commit(one));
  await turn();
  const after = commits.commit(part("behind the others", { judgedAt: first }));
  const results = await Promise.all([...moved, after]);
  for (const result of results) assert.deepEqual(result, { ok: false, isOutdated: true });
  assert.equal(await stored(kv), 1, "the guard alone");
  const anew = numbered(5, { judgedAt: known.versionstamp }).map((one) => commits.commit(one));
  assert.ok((await Promise.all(anew)).every(({ ok }) => ok));
});
