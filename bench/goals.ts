/** What Hotline is to reach, as ratios to its peers in one and the same run. */
import { medianOf, type Results } from "./results.ts";
import type { TargetName } from "./targets.ts";

interface Goal {
  scenario: string;
  figure: string;
  says: string;
  peer: TargetName;
  bound: "at least" | "at most";
  ratio: number;
}

export interface GoalResult extends Goal {
  hotline: number;
  ofPeer: number;
  measured: number;
  isMet: boolean;
}

const GOALS: readonly Goal[] = [
  goal("hot-room", "messagesPerSecond", "messages/s", "at least", 3, "socket.io+sqlite"),
  goal("hot-room", "cpuPerDelivery", "CPU per delivery", "at most", 0.35, "socket.io+sqlite"),
  goal("hot-room", "cpuPerDelivery", "CPU per delivery", "at most", 0.9, "deno"),
  goal("many-rooms", "messagesPerSecond", "messages/s", "at least", 1.1, "socket.io+sqlite"),
  goal("many-rooms", "cpuPerMessage", "CPU per message", "at most", 1, "socket.io+sqlite"),
  goal("open-loop", "cpuPerMessage", "CPU per message", "at most", 1.5, "socket.io+sqlite"),
  goal("open-loop", "deliveryP50", "p50 of delivery", "at most", 2, "socket.io+sqlite"),
  goal("idle", "kibPerConnection", "KiB a connection", "at most", 1.3, "deno"),
  goal("storm", "allBackMs", "time until all are back", "at most", 0.6, "socket.io+sqlite"),
  goal("page", "pagesPerSecond", "pages/s", "at least", 0.5, "deno-preact"),
];
/** Of the run with a frozen reader to that without. */
const FROZEN_RATIO_MAX = 1.5;
/** Of the longest history to the shortest. */
const HISTORY_RATIO_MAX = 1.2;

function goal(
  scenario: string,
  figure: string,
  says: string,
  bound: Goal["bound"],
  ratio: number,
  peer: TargetName,
): Goal {
  return { scenario, figure, says, bound, ratio, peer };
}

/** Those goals whose scenario and peer were measured. */
export function judge(results: Results): GoalResult[] {
  const ofPeers = GOALS.flatMap((goal) => {
    const { scenario, figure, peer } = goal;
    const hotline = medianOf(results, scenario, "hotline", figure);
    return judged(goal, hotline, medianOf(results, scenario, peer, figure));
  });
  return [...ofPeers, ...judgeFrozen(results), ...judgeHistory(results)];
}

function judgeFrozen(results: Results): GoalResult[] {
  const says = "p99 of the others' delivery";
  return judged(
    goal("frozen", "frozenP99", says, "at most", FROZEN_RATIO_MAX, "hotline"),
    medianOf(results, "frozen", "hotline", "frozenP99"),
    medianOf(results, "frozen", "hotline", "quietP99"),
  );
}

function judgeHistory(results: Results): GoalResult[] {
  const figures = results.scenarios.find(({ name }) => name === "history")?.targets[0]?.figures;
  const sizes = Object.keys(figures ?? {})
    .flatMap((name) => /^open(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number).sort((a, b) => a - b);
  const shortest = sizes[0];
  const longest = sizes.at(-1);
  return (["open", "page", "send"] as const).flatMap((kind) => {
    const says = `${kind} with ${longest?.toLocaleString("en")} messages, to 1,000`;
    const one = goal("history", kind, says, "at most", HISTORY_RATIO_MAX, "hotline");
    return judged(
      one,
      figures?.[`${kind}${longest}`]?.median,
      figures?.[`${kind}${shortest}`]?.median,
    );
  });
}

function judged(goal: Goal, hotline: number | undefined, ofPeer: number | undefined): GoalResult[] {
  if (hotline === undefined || ofPeer === undefined) return [];
  const measured = hotline / ofPeer;
  const isMet = goal.bound === "at least" ? measured >= goal.ratio : measured <= goal.ratio;
  return [{ ...goal, hotline, ofPeer, measured, isMet }];
}
