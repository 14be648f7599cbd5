import assert from "node:assert/strict";
import { FAULT_KINDS, scheduleOf } from "./schedule.ts";

const MINUTE_MS = 60_000;

Deno.test("the same seed gives the same schedule, and another seed another one", () => {
  assert.deepEqual(scheduleOf(7, MINUTE_MS), scheduleOf(7, MINUTE_MS));
  assert.notDeepEqual(scheduleOf(7, MINUTE_MS), scheduleOf(8, MINUTE_MS));
});

Deno.test("a longer run begins like a shorter one of the same seed", () => {
  const short = scheduleOf(7, MINUTE_MS);
  assert.deepEqual(scheduleOf(7, 2 * MINUTE_MS).slice(0, short.length), short);
});

Deno.test("one minute meets every kind of fault", () => {
  const met = new Set(scheduleOf(7, MINUTE_MS).map(({ kind }) => kind));
  assert.deepEqual(FAULT_KINDS.filter((kind) => !met.has(kind)), []);
});

Deno.test("twenty minutes kill at least 60 times", () => {
  const kills = scheduleOf(7, 20 * MINUTE_MS).filter(({ kind }) => kind === "kill");
  assert.ok(kills.length >= 60, `${kills.length} kills`);
});
