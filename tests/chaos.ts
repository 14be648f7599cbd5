/**
 * `deno task chaos`: proves that no fault loses, doubles or reorders what was acknowledged. Real
 * servers and clients, faults by chance that a seed repeats, and a checker that reads everything
 * afterwards. Here among the tests, since it takes the production build as they do.
 */
import { parseArgs } from "node:util";
import { runChaos, type RunOptions } from "./chaos/run.ts";
import type { Setup } from "./chaos/site.ts";
import { totalsLine } from "./chaos/totals.ts";

const USAGE = "Usage: deno task chaos [--minutes N] [--seed S] [--setup isolates|processes] " +
  "[--rate COMMANDS_PER_SECOND]";
const SETUPS: Setup[] = ["isolates", "processes"];
const SHOWN_MAX = 20;

const { setups, ...options } = readArgs();

let isFaultless = true;
for (const setup of setups) {
  const summary = await runChaos({ setup, ...options });
  for (const { kind, what } of summary.violations.slice(0, SHOWN_MAX)) {
    console.error(`${kind}: ${what}`);
  }
  console.log(totalsLine(summary));
  if (summary.exitCodes.some((code) => code !== 0)) {
    console.error(`Told to leave, the servers ended with ${summary.exitCodes.join(" and ")}.`);
  }
  isFaultless &&= summary.violations.length === 0 && summary.exitCodes.every((code) => code === 0);
}
Deno.exit(isFaultless ? 0 : 1);

/** What the command line asks for; a wrong one ends with 2 and says what would be right. */
function readArgs(): Omit<RunOptions, "setup"> & { setups: Setup[] } {
  const values = parsedArgs();
  const [minutes, seed, perSecond] = [values.minutes, values.seed, values.rate].map(Number);
  const setups = SETUPS.filter((setup) => values.setup === undefined || setup === values.setup);
  const isRight = minutes! > 0 && Number.isInteger(seed) && perSecond! > 0 && setups.length > 0;
  if (!isRight) fail("Something of this cannot be.");
  return { setups, seed: seed!, forMs: minutes! * 60_000, perSecond: perSecond! };
}

function parsedArgs() {
  try {
    return parseArgs({
      args: Deno.args,
      options: {
        minutes: { type: "string", default: "1" },
        seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 32)) },
        setup: { type: "string" },
        rate: { type: "string", default: "250" },
      },
    }).values;
  } catch (error) {
    // parseArgs explains in a TypeError what it does not understand.
    if (!(error instanceof TypeError)) throw error;
    fail(error.message);
  }
}

function fail(problem: string): never {
  console.error(`${problem}\n${USAGE}`);
  Deno.exit(2);
}
