/** What a run of the bench found, as it is kept in JSON. */
import type { Report } from "./job.ts";
import type { ScenarioName } from "./scenarios.ts";
import { type Spread, spreadOf } from "./statistics.ts";
import type { TargetName } from "./targets.ts";

/** Above that share of a core the generator itself may be what is measured. */
const GENERATOR_CPU_MAX = 0.85;
/** In an open loop it waits by looking at the clock, and is too slow only if it sends too late. */
const SENT_LATE_MAX_MS = 5;

/** Whether the figures may be those of the generator and not of the server. */
export function isBottleneck(generatorCpu: number, sentLateP99: number | undefined): boolean {
  return sentLateP99 === undefined
    ? generatorCpu > GENERATOR_CPU_MAX
    : sentLateP99 > SENT_LATE_MAX_MS;
}

export interface Run extends Report {
  scenario: string;
  target: TargetName;
  round: number;
}

export interface TargetResult {
  target: TargetName;
  figures: Record<string, Spread>;
  generatorCpu: Spread;
  othersCpu: Spread;
}

export interface ScenarioResult {
  scenario: string;
  name: ScenarioName;
  title: string;
  targets: TargetResult[];
}

export interface Results {
  at: string;
  commit: string;
  machine: string;
  load: string;
  versions: Record<string, string>;
  rounds: number;
  isQuick: boolean;
  scenarios: ScenarioResult[];
}

interface Titled {
  id: string;
  name: ScenarioName;
  title: string;
}

/** The median of the rounds for each figure, target by target. */
export function summarise(scenarios: readonly Titled[], runs: readonly Run[]): ScenarioResult[] {
  return scenarios.flatMap(({ id, name, title }) => {
    const byTarget = Map.groupBy(
      runs.filter(({ scenario }) => scenario === id),
      (run) => run.target,
    );
    if (byTarget.size === 0) return [];
    const targets = [...byTarget].map(([target, ofTarget]) => ({
      target,
      figures: figuresOf(ofTarget),
      generatorCpu: spreadOf(ofTarget.map(({ generatorCpu }) => generatorCpu)),
      othersCpu: spreadOf(ofTarget.map(({ othersCpu }) => othersCpu)),
    }));
    return [{ scenario: id, name, title, targets }];
  });
}

function figuresOf(runs: readonly Run[]): Record<string, Spread> {
  const names = Object.keys(runs[0]?.figures ?? {});
  return Object.fromEntries(
    names.map((name) => [name, spreadOf(runs.map(({ figures }) => figures[name] ?? NaN))]),
  );
}

/** The median of a figure; undefined where it was not measured. */
export function medianOf(
  results: Results,
  scenario: string,
  target: TargetName,
  figure: string,
): number | undefined {
  return results.scenarios.find((result) => result.scenario === scenario)
    ?.targets.find((result) => result.target === target)
    ?.figures[figure]?.median;
}
