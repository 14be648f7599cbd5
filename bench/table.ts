/** Results as Markdown. */
import { judge } from "./goals.ts";
import { isBottleneck, type Results, type ScenarioResult } from "./results.ts";
import { shown, type Spread } from "./statistics.ts";
import { TARGETS } from "./targets.ts";

/** The columns of each kind of scenario: a figure and its heading. */
const COLUMNS: Record<string, [figure: string, heading: string][]> = {
  closed: [
    ["messagesPerSecond", "messages/s"],
    ["deliveriesPerSecond", "deliveries/s"],
    ["ackP50", "ack p50 ms"],
    ["ackP99", "p99"],
    ["ackP999", "p99.9"],
    ["deliveryP50", "delivery p50 ms"],
    ["deliveryP99", "p99"],
    ["deliveryP999", "p99.9"],
    ["cpuPerDelivery", "CPU µs/delivery"],
    ["cpuPerMessage", "CPU µs/message"],
  ],
  open: [
    ["ackP50", "ack p50 ms"],
    ["ackP99", "p99"],
    ["ackP999", "p99.9"],
    ["deliveryP50", "delivery p50 ms"],
    ["deliveryP99", "p99"],
    ["deliveryP999", "p99.9"],
    ["cpuPerMessage", "CPU µs/message"],
    ["sentLateP99", "generator late p99 ms"],
  ],
  frozen: [
    ["quietP50", "delivery p50 ms, all reading"],
    ["quietP99", "p99"],
    ["frozenP50", "p50 ms, one frozen"],
    ["frozenP99", "p99"],
    ["quietGrowthKib", "memory KiB more, all reading"],
    ["frozenGrowthKib", "one frozen"],
    ["replayed", "events read after its return"],
  ],
  fairness: [
    ["quietAckP99", "ack p99 ms, alone"],
    ["quietDeliveryP99", "delivery p99"],
    ["floodedAckP50", "ack p50 ms, beside the flood"],
    ["floodedAckP99", "p99"],
    ["floodedDeliveryP50", "delivery p50"],
    ["floodedDeliveryP99", "p99"],
    ["crowdMessagesPerSecond", "messages/s of the flood"],
    ["crowdDeliveriesPerSecond", "deliveries/s"],
  ],
  idle: [
    ["kibPerConnection", "KiB/connection"],
    ["joinsPerSecond", "joins/s"],
    ["serverCpu", "CPU while idle (cores)"],
  ],
  storm: [
    ["allBackMs", "all back ms"],
    ["replayed", "events replayed"],
    ["cpuPerConnection", "CPU µs/connection"],
  ],
  signins: [
    ["quietP50", "delivery p50 ms, quiet"],
    ["quietP99", "p99"],
    ["stormP50", "p50 ms, while they sign in"],
    ["stormP99", "p99"],
    ["ratioP99", "p99 ÷ quiet p99"],
    ["allInMs", "all signed in, ms"],
    ["serverCpu", "CPU (cores)"],
  ],
  page: [
    ["pagesPerSecond", "pages/s"],
    ["pageP50", "p50 ms"],
    ["pageP99", "p99"],
    ["pageP999", "p99.9"],
    ["cpuPerPage", "CPU µs/page"],
    ["kibPerPage", "KiB/page"],
  ],
};

/** What Hotline is held against where that is Hotline itself. */
const OF_ITSELF: Record<string, string> = {
  frozen: "the same with all reading",
  history: "the short one",
};

export function toMarkdown(results: Results): string {
  const { at, commit, machine, load, versions, rounds, isQuick } = results;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
  const kind = isQuick ? "A quick look, not for comparisons." : "";
  return [
    "# Benchmark",
    `${at}, commit ${commit}. ${machine}; load before the run ${load}. ${used}. ${kind}`.trim(),
    `Medians of ${rounds} ${rounds === 1 ? "round" : "rounds"}, with the least and the most in ` +
    "brackets. CPU is that of the server's whole process; generator and others' CPU are in cores.",
    "## Goals",
    goalsTable(results),
    ...results.scenarios.flatMap((scenario) => [`## ${scenario.title}`, scenarioTable(scenario)]),
  ].join("\n\n") + "\n";
}

function goalsTable(results: Results): string {
  const rows = judge(results).map((goal) => {
    const { scenario, says, peer, bound, ratio, hotline, ofPeer, measured, isMet } = goal;
    const against = OF_ITSELF[scenario] ?? TARGETS[peer].label;
    const verdict = isMet ? "met" : `missed: ${shown(Math.abs(measured / ratio - 1) * 100)} % off`;
    const wanted = `${bound} ${ratio} × ${against}`;
    return [scenario, says, shown(hotline), shown(ofPeer), wanted, `${shown(measured)} ×`, verdict];
  });
  const head = ["scenario", "figure", "Hotline", "peer", "wanted", "measured", "verdict"];
  return table([head, ...rows]);
}

function scenarioTable(scenario: ScenarioResult): string {
  if (scenario.name === "history") return historyTable(scenario);
  const columns = COLUMNS[columnsOf(scenario.name)] ?? [];
  const head = [
    "server",
    "storage",
    ...columns.map(([, heading]) => heading),
    "generator CPU",
    "others' CPU",
  ];
  const rows = scenario.targets.map(({ target, figures, generatorCpu, othersCpu }) => [
    TARGETS[target].label,
    TARGETS[target].storage,
    ...columns.map(([figure]) => cell(figures[figure])),
    shown(generatorCpu.median) +
    (isBottleneck(generatorCpu.median, figures["sentLateP99"]?.median) ? " **bottleneck**" : ""),
    cell(othersCpu),
  ]);
  return table([head, ...rows]);
}

function columnsOf(name: ScenarioResult["name"]): string {
  if (name === "open-loop") return "open";
  return name in COLUMNS ? name : "closed";
}

function historyTable({ targets }: ScenarioResult): string {
  const figures = targets[0]?.figures ?? {};
  const rows = Object.keys(figures).flatMap((name) => {
    const size = /^open(\d+)$/.exec(name)?.[1];
    if (!size) return [];
    const cells = ["open", "page", "send"].map((kind) => cell(figures[`${kind}${size}`]));
    return [[Number(size).toLocaleString("en"), ...cells]];
  });
  return table([["messages in the request", "open (page)", "page back", "send"], ...rows]);
}

function cell(spread: Spread | undefined): string {
  if (!spread) return "–";
  const { median, min, max } = spread;
  return min === max ? shown(median) : `${shown(median)} (${shown(min)}–${shown(max)})`;
}

/** Padded as `deno fmt` would. */
export function table(rows: string[][]): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from(
    { length: columns },
    (_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    `| ${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
