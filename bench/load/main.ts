/** The load generator: a process of its own, on Node. Reads a job from stdin, writes its report. */
import { readFileSync } from "node:fs";
import process from "node:process";
import type { Job, Report } from "../job.ts";
import { runClosedLoop } from "./closed_loop.ts";
import { runFairness } from "./fairness.ts";
import { runFrozen } from "./frozen.ts";
import { runHistory } from "./history.ts";
import { runIdle } from "./idle.ts";
import { runOpenLoop } from "./open_loop.ts";
import { runPages } from "./pages.ts";
import { runSignIns } from "./sign_ins.ts";
import { runStorm } from "./storm.ts";

const STDIN = 0;

function run(job: Job): Promise<Report> {
  const { work } = job;
  switch (work.kind) {
    case "closed":
      return runClosedLoop(job, work);
    case "open":
      return runOpenLoop(job, work);
    case "frozen":
      return runFrozen(job, work);
    case "fairness":
      return runFairness(job, work);
    case "idle":
      return runIdle(job, work);
    case "storm":
      return runStorm(job, work);
    case "pages":
      return runPages(job, work);
    case "history":
      return runHistory(job, work);
    case "signins":
      return runSignIns(job, work);
  }
}

const report = await run(JSON.parse(readFileSync(STDIN, "utf8")));
process.stdout.write(JSON.stringify(report), () => process.exit(0));
