/** The plots of a run: what members in a room and messages in a request cost. */
import { type Chart, plot, type Series } from "./plot.ts";
import type { Results } from "./results.ts";
import { TARGETS } from "./targets.ts";

/** Plots by the name of their file; only what was measured. */
export function chartsOf(results: Results): Map<string, string> {
  const charts = new Map<string, Chart>();
  const overMembers = (figure: string, title: string, yLabel: string): Chart => ({
    title,
    xLabel: "members in the room",
    yLabel,
    series: seriesOverMembers(results, figure),
  });
  charts.set(
    "throughput.svg",
    overMembers("messagesPerSecond", "Throughput over members in a room", "messages/s"),
  );
  charts.set(
    "latency.svg",
    overMembers("deliveryP99", "Latency over members in a room", "p99 of delivery, ms"),
  );
  charts.set("history.svg", {
    title: "Cost over the length of a request",
    xLabel: "messages in the request",
    yLabel: "median, ms",
    series: historySeries(results),
  });
  const drawn = [...charts].filter(([, { series }]) =>
    series.some(({ points }) => points.length > 1)
  );
  return new Map(drawn.map(([file, chart]) => [file, plot(chart)]));
}

function seriesOverMembers({ scenarios }: Results, figure: string): Series[] {
  const swept = scenarios.filter(({ name }) => name === "members");
  const targets = [...new Set(swept.flatMap((one) => one.targets.map(({ target }) => target)))];
  return targets.map((target) => ({
    label: TARGETS[target].label,
    points: swept.flatMap((one): [number, number][] => {
      const members = Number(one.scenario.split("-")[1]);
      const spread = one.targets.find((result) => result.target === target)?.figures[figure];
      return spread ? [[members, spread.median]] : [];
    }),
  }));
}

function historySeries({ scenarios }: Results): Series[] {
  const figures = scenarios.find(({ name }) => name === "history")?.targets[0]?.figures ?? {};
  const kinds = { open: "open the page", page: "page back", send: "send" };
  return Object.entries(kinds).map(([kind, label]) => ({
    label,
    points: Object.entries(figures).flatMap(([name, { median }]): [number, number][] => {
      const size = new RegExp(`^${kind}(\\d+)$`).exec(name)?.[1];
      return size ? [[Number(size), median]] : [];
    }),
  }));
}
