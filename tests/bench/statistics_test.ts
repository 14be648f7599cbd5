import assert from "node:assert/strict";
import { Histogram } from "../../bench/load/histogram.ts";
import { cpuMicrosOf, machineCpuMicrosOf, residentKibOf } from "../../bench/process_usage.ts";
import { shown, spreadOf } from "../../bench/statistics.ts";

Deno.test("a spread is the median with the least and the most", () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3 });
  assert.deepEqual(spreadOf([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
  assert.deepEqual(spreadOf([7]), { median: 7, min: 7, max: 7 });
  assert.throws(() => spreadOf([]), RangeError);
});

Deno.test("figures are shown to three digits", () => {
  assert.deepEqual([0.12345, 9.999, 123.4, 12_345.6].map(shown), ["0.123", "10", "123", "12,346"]);
});

Deno.test("a histogram gives quantiles to one per cent", () => {
  const histogram = new Histogram();
  for (let ms = 1; ms <= 1000; ms++) histogram.record(ms);
  for (const [share, expected] of [[0.5, 500], [0.99, 990], [0.999, 999]] as const) {
    const found = histogram.quantile(share);
    assert.ok(found >= expected && found <= expected * 1.011, `${share}: ${found}`);
  }
  assert.equal(histogram.total, 1000);
});

Deno.test("a histogram takes what is too short and too long, and has nothing of nothing", () => {
  const histogram = new Histogram();
  assert.ok(Number.isNaN(histogram.quantile(0.5)));
  histogram.record(0);
  assert.equal(histogram.quantile(0.5), 0.001);
  histogram.record(1e12);
  assert.ok(histogram.quantile(1) >= 600_000);
});

Deno.test("CPU time is read past a program's name with spaces and brackets", () => {
  const stat = "42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20";
  assert.equal(cpuMicrosOf(stat), 2_000_000);
});

Deno.test("a machine's CPU time is all but idling and waiting", () => {
  assert.equal(machineCpuMicrosOf("cpu  1 2 3 1000 1000 4 5 6 0 0\ncpu0 1"), 210_000);
});

Deno.test("memory is the resident part", () => {
  assert.equal(residentKibOf("Name:\tdeno\nVmRSS:\t  12345 kB\nThreads:\t3\n"), 12_345);
  assert.throws(() => residentKibOf("Name:\tdeno\n"), /memory/);
});
