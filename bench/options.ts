/** The command line of `deno task bench`. */
import { parseArgs } from "node:util";
import { SCENARIO_NAMES, type ScenarioName } from "./scenarios.ts";
import { TARGET_NAMES, type TargetName } from "./targets.ts";

export const USAGE = `deno task bench [options]

  --quick               one short round: for a look, not for figures
  --rounds N            rounds over all targets (default 3)
  --seconds N           measured in each run under load (default 4, --quick 1)
  --scenarios A,B       of ${SCENARIO_NAMES.join(", ")}
  --targets A,B         of ${TARGET_NAMES.join(", ")}
  --history N           messages in the longest request (default 100000; --quick 10000).
                        1000000 takes some minutes more to fill.
  --out FOLDER          where results go (default bench/results)`;

/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface Options {
  isQuick: boolean;
  rounds: number;
  seconds: number;
  scenarios: readonly ScenarioName[];
  targets: readonly TargetName[];
  historySize: number;
  out: string;
}

/** @throws {UsageError} naming what is wrong. */
export function parseOptions(args: string[]): Options {
  const values = readArgs(args);
  const isQuick = values.quick ?? false;
  return {
    isQuick,
    rounds: wholeNumber("rounds", values.rounds ?? (isQuick ? "1" : "3"), 1),
    seconds: wholeNumber("seconds", values.seconds ?? (isQuick ? "1" : "4"), 1),
    scenarios: chosen("scenarios", values.scenarios, SCENARIO_NAMES),
    targets: chosen("targets", values.targets, TARGET_NAMES),
    historySize: wholeNumber("history", values.history ?? (isQuick ? "10000" : "100000"), 2_000),
    out: values.out ?? "bench/results",
  };
}

function readArgs(args: string[]) {
  try {
    return parseArgs({
      args: args.filter((arg, at) => at > 0 || arg !== "--"),
      options: {
        quick: { type: "boolean" },
        rounds: { type: "string" },
        seconds: { type: "string" },
        scenarios: { type: "string" },
        targets: { type: "string" },
        history: { type: "string" },
        out: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string, min: number): number {
  if (!/^\d{1,8}$/.test(text) || Number(text) < min) {
    throw new UsageError(`--${name} must be a whole number of at least ${min}`);
  }
  return Number(text);
}

function chosen<Name extends string>(
  option: string,
  text: string | undefined,
  names: readonly Name[],
): readonly Name[] {
  if (text === undefined) return names;
  const wanted = text.split(",");
  const unknown = wanted.filter((name) => !names.some((known) => known === name));
  if (unknown.length > 0) {
    throw new UsageError(`--${option}: there is no ${unknown.join(", ")}, but ${names.join(", ")}`);
  }
  return names.filter((name) => wanted.includes(name));
}
