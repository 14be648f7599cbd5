/**
 * `deno task chaos`: proves that no fault loses, doubles or reorders what was acknowledged. Real
 * servers and clients, faults by chance that a seed repeats, and a checker that reads everything
 * afterwards. Here among the tests, since it takes the production build as they do.
 */
import { parseArgs } from "node:util";
import { runChaos } from "./chaos/run.ts";
import type { Setup } from "./chaos/site.ts";
import { totalsLine } from "./chaos/totals.ts";

const USAGE = "Usage: deno task chaos [--minutes N] [--seed S] [--setup isolates|processes] " +
  "[--rate COMMANDS_PER_SECOND]";
const SETUPS: Setup[] = ["isolates", "processes"];
const SHOWN_MAX = 20;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 32)) },
    setup: { type: "string" },
    rate: { type: "string", default: "250" },
  },
});
const [minutes, seed, perSecond] = [values.minutes, values.seed, values.rate].map(Number);
const setups = SETUPS.filter((setup) => values.setup === undefined || setup === values.setup);
if (!(minutes! > 0) || !Number.isInteger(seed) || !(perSecond! > 0) || setups.length === 0) {
  console.error(USAGE);
  Deno.exit(2);
}

let isFaultless = true;
for (const setup of setups) {
  const options = { setup, seed: seed!, forMs: minutes! * 60_000, perSecond: perSecond! };
  const summary = await runChaos(options);
  for (const { kind, what } of summary.violations.slice(0, SHOWN_MAX)) {
    console.error(`${kind}: ${what}`);
  }
  console.log(totalsLine(summary));
  isFaultless &&= summary.violations.length === 0 && summary.exitCodes.every((code) => code === 0);
}
Deno.exit(isFaultless ? 0 : 1);
