// From the runs of a bench to its table, its verdicts and its plots.
import assert from "node:assert/strict";
import { chartsOf } from "../../bench/charts.ts";
import { judge } from "../../bench/goals.ts";
import { parseOptions, UsageError } from "../../bench/options.ts";
import { niceTicks, plot } from "../../bench/plot.ts";
import { type Results, type Run, summarise } from "../../bench/results.ts";
import { scenariosOf } from "../../bench/scenarios.ts";
import { table, toMarkdown } from "../../bench/table.ts";
import type { TargetName } from "../../bench/targets.ts";

const EXTENT = { isQuick: false, seconds: 4, historySize: 100_000 };
const scenarios = scenariosOf(["hot-room", "history", "members"], EXTENT);

const run = (scenario: string, target: TargetName, figures: Run["figures"], round = 1): Run => ({
  scenario,
  target,
  round,
  figures,
  violations: [],
  generatorCpu: target === "deno" ? 0.9 : 0.5,
  othersCpu: 0,
});

function resultsOf(runs: Run[]): Results {
  return {
    at: "2026-01-01T00:00Z",
    commit: "abc",
    machine: "2 × CPU",
    load: "0.10",
    versions: { Deno: "2.9.6" },
    rounds: 3,
    isQuick: false,
    scenarios: summarise(scenarios, runs),
  };
}

const hotRoom = [
  run("hot-room", "hotline", { messagesPerSecond: 2000 }),
  run("hot-room", "hotline", { messagesPerSecond: 4000 }, 2),
  run("hot-room", "hotline", { messagesPerSecond: 3000 }, 3),
  run("hot-room", "socket.io+sqlite", { messagesPerSecond: 1100 }),
  run("hot-room", "deno", { messagesPerSecond: 2500 }),
];

Deno.test("a goal is judged by the ratio of medians", () => {
  const [goal, ...others] = judge(resultsOf(hotRoom));
  assert.equal(others.length, 0, "what was not measured is not judged");
  assert.equal(goal?.hotline, 3000);
  assert.equal(goal?.measured.toFixed(2), "2.73");
  assert.equal(goal?.isMet, false);
});

Deno.test("the longest history is judged by the shortest", () => {
  const figures = { open1000: 2, open100000: 2.2, page1000: 1, page100000: 1.3 };
  const goals = judge(resultsOf([run("history", "hotline", figures)]));
  assert.deepEqual(goals.map(({ figure, isMet }) => [figure, isMet]), [["open", true], [
    "page",
    false,
  ]]);
});

Deno.test("the table shows spread, misses and a generator that was the bottleneck", () => {
  const markdown = toMarkdown(resultsOf(hotRoom));
  assert.match(markdown, /3,000 \(2,000–4,000\)/);
  assert.match(markdown, /missed: 9\.09 % off/);
  assert.match(markdown, /bare Deno .*0\.9 \*\*bottleneck\*\*/);
  assert.match(markdown, /## Hot room/);
});

Deno.test("a table is padded", () => {
  assert.equal(
    table([["a", "long head"], ["1", "2"]]),
    "| a   | long head |\n| --- | --------- |\n| 1   | 2         |",
  );
});

Deno.test("plots are drawn of what was measured alone", () => {
  const runs = [10, 100].map((members) =>
    run(`members-${members}`, "ws", { messagesPerSecond: 5000 / members, deliveryP99: members })
  );
  const charts = chartsOf(resultsOf(runs));
  assert.deepEqual([...charts.keys()], ["throughput.svg", "latency.svg"]);
  assert.match(charts.get("throughput.svg") ?? "", /<polyline points="76\.0,[\d.]+ /);
});

Deno.test("labels of a plot are escaped", () => {
  const svg = plot({
    title: "a < b & c",
    xLabel: "x",
    yLabel: "y",
    series: [{ label: "<one>", points: [[1, 1], [10, 100]] }],
  });
  assert.match(svg, /a &lt; b &amp; c/);
  assert.match(svg, /&lt;one>/);
});

Deno.test("ticks hold every value between the first and the last", () => {
  assert.deepEqual(niceTicks(10, 300), [10, 20, 50, 100, 200, 500]);
  assert.deepEqual(niceTicks(3, 3), [2, 5]);
  assert.deepEqual(niceTicks(5, 5), [5, 10]);
  assert.deepEqual(niceTicks(0.3, 1.5), [0.2, 0.5, 1, 2]);
  assert.throws(() => niceTicks(0, 1), RangeError);
});

Deno.test("options choose, and a wrong one is named", () => {
  const { rounds, scenarios, targets, historySize } = parseOptions([
    "--targets",
    "ws,hotline",
    "--scenarios",
    "idle",
    "--history",
    "1000000",
  ]);
  assert.deepEqual([rounds, scenarios, targets], [3, ["idle"], ["hotline", "ws"]]);
  assert.equal(historySize, 1_000_000);
  assert.equal(parseOptions(["--quick"]).rounds, 1);
  assert.throws(() => parseOptions(["--targets", "netty"]), UsageError);
  assert.throws(() => parseOptions(["--rounds", "0"]), UsageError);
  assert.throws(() => parseOptions(["--fast"]), UsageError);
});

Deno.test("a history has requests of tenfold lengths up to the longest", () => {
  const work = scenariosOf(["history"], EXTENT)[0]?.work;
  assert.ok(work?.kind === "history");
  assert.deepEqual(work.requests.map(({ size }) => size), [1_000, 10_000, 100_000]);
});
