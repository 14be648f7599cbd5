/** `deno task bench`: one run, one table. Needs Linux (/proc), Node 20 and npm beside Deno. */
import { join } from "node:path";
import { PROJECT_ROOT } from "../tests/helpers/project_root.ts";
import { chartsOf } from "./charts.ts";
import { buildGenerator } from "./generator.ts";
import { seedDatabase, type SeededDatabase } from "./hotline_database.ts";
import { describeSetting } from "./machine.ts";
import { measure, type Setting } from "./measurement.ts";
import { type Options, parseOptions, USAGE, UsageError } from "./options.ts";
import { peerPackages } from "./peer_packages.ts";
import { isBottleneck, type Results, type Run, summarise } from "./results.ts";
import { type Scenario, scenariosOf } from "./scenarios.ts";
import { toMarkdown } from "./table.ts";
import { needsPackages } from "./targets.ts";

/** Git-ignored. */
const PACKAGES = join(PROJECT_ROOT, ".cache/bench-peers");

/** Violations of the promises end the bench with 1, a wrong command line with 2. */
async function main(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  try {
    return await bench(parseOptions(args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nSee deno task bench --help.`);
    return 2;
  }
}

async function bench(options: Options): Promise<number> {
  const packages = options.targets.some(needsPackages) ? await peerPackages(PACKAGES) : null;
  const setting = await describeSetting(packages);
  const scenarios = scenariosOf(options.scenarios, options);
  const folder = await Deno.makeTempDir({ prefix: "hotline-bench-" });
  try {
    const generator = join(folder, "generator.mjs");
    await buildGenerator(generator);
    const databases = new Map<string, Promise<SeededDatabase>>();
    const databaseOf = (scenario: Scenario) => {
      const sizes = sizesOf(scenario);
      const key = sizes.join();
      const known = databases.get(key);
      if (known) return known;
      const seeding = seedDatabase(join(folder, `seeded-${databases.size}.sqlite3`), sizes);
      databases.set(key, seeding);
      return seeding;
    };
    const { rounds, isQuick } = options;
    const runs: Run[] = [];
    for (let round = 1; round <= rounds; round++) {
      runs.push(
        ...await runRound(round, options, scenarios, {
          generator,
          packages: packages ?? PACKAGES,
          folder,
          databaseOf,
        }),
      );
      // After every round, so that a bench that is broken off leaves those that it has done.
      const summary = summarise(scenarios, runs);
      await write(options.out, { ...setting, rounds: round, isQuick, scenarios: summary });
    }
    console.log(await Deno.readTextFile(join(options.out, "latest.md")));
    return runs.some(({ violations }) => violations.length > 0) ? 1 : 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How many messages each request of a scenario holds at the start. */
function sizesOf({ rooms, seeded = 0, work }: Scenario): number[] {
  if (work.kind === "history") return work.requests.map(({ size }) => size);
  return Array.from({ length: rooms }, () => 1 + seeded);
}

/** All scenarios, target by target: a drift of the machine meets all of them alike. */
async function runRound(
  round: number,
  { targets }: Options,
  scenarios: Scenario[],
  setting: Setting,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const scenario of scenarios) {
    for (const target of scenario.targets.filter((name) => targets.includes(name))) {
      const report = await measure(scenario, target, setting);
      const run = { scenario: scenario.id, target, round, ...report };
      runs.push(run);
      tell(run);
    }
  }
  return runs;
}

function tell({ scenario, target, round, figures, violations, generatorCpu }: Run): void {
  const [first, value] = Object.entries(figures)[0] ?? [];
  const told = value === undefined ? "" : `${first} ${value.toFixed(1)}`;
  const isSlow = isBottleneck(generatorCpu, figures["sentLateP99"]);
  const busy = isSlow ? `; the generator took ${generatorCpu.toFixed(2)} of a core` : "";
  console.error(`${scenario} ${round}: ${target}: ${told}${busy}`);
  for (const violation of violations) console.error(`  VIOLATION: ${violation}`);
}

async function write(out: string, results: Results): Promise<void> {
  const files = new Map([
    ["latest.md", toMarkdown(results)],
    ["latest.json", JSON.stringify(results, null, 2) + "\n"],
    ...chartsOf(results),
  ]);
  await Deno.mkdir(out, { recursive: true });
  const paths: string[] = [];
  for (const [file, text] of files) {
    const path = join(out, file);
    await Deno.writeTextFile(path, text);
    paths.push(path);
  }
  await format(paths);
}

/** Results are kept in the repository, whose check asks for this form. */
async function format(paths: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--line-width=100", ...paths],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
