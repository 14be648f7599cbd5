/** One of a room reads nothing any more: what the others notice, what it costs, how it comes back. */
import type { Frozen, Job, Report } from "../job.ts";
import { residentKib } from "../process_usage.ts";
import { Crowd } from "./crowd.ts";
import { FrozenReader } from "./frozen_reader.ts";
import { Histogram } from "./histogram.ts";
import { until } from "./open_loop.ts";
import { Violations } from "./room_checker.ts";
import { startStopwatch } from "./stopwatch.ts";

/** The server, the kernel and the frozen reader hold some 5 MiB between them, which takes 6 s. */
const FILL_MS = 9_000;
/** Long enough for the code that is measured to have been compiled. */
const WARM_UP_MS = 3_000;

export async function runFrozen(job: Job, work: Frozen): Promise<Report> {
  const violations = new Violations();
  const dueTimes: number[] = [];
  let deliveries = new Histogram();
  let answered = 0;
  const crowd = new Crowd(job, violations, {
    onEvent: (message) => deliveries.record(performance.now() - dueTimes[message]!),
    onAck: () => answered++,
  });
  await crowd.gather(work.membersPerRoom);
  const body = "x".repeat(work.bodyChars);

  /** Sends at the fixed rate; latencies count from the due time. */
  async function phase(forMs: number) {
    deliveries = new Histogram();
    const before = residentKib(job.pid);
    const began = performance.now();
    for (let due = began; due < began + forMs; due += 1000 / work.perSecond) {
      await until(due);
      const sender = dueTimes.length % work.membersPerRoom;
      dueTimes[crowd.send(0, sender, body)] = due;
    }
    return { deliveries, growthKib: residentKib(job.pid) - before };
  }

  await phase(WARM_UP_MS);
  const stop = startStopwatch(job.pid);
  const quiet = await phase(work.measureMs);
  const reader = await FrozenReader.join(job);
  const frozen = await phase(Math.max(work.measureMs, FILL_MS));
  const { serverCpuMicros, seconds, generatorCpu, othersCpu } = stop();
  if (await slowCloses(job.port) === 1) {
    const { code, last } = await reader.thaw();
    if (code !== 4413) violations.add(`the frozen reader was closed with ${code}`);
    await crowd.addOne(last);
  } else violations.add("the frozen reader was not closed");
  await crowd.settle(() => answered === dueTimes.length);
  crowd.cut();
  return {
    figures: {
      quietP50: quiet.deliveries.quantile(0.5),
      quietP99: quiet.deliveries.quantile(0.99),
      frozenP50: frozen.deliveries.quantile(0.5),
      frozenP99: frozen.deliveries.quantile(0.99),
      quietGrowthKib: quiet.growthKib,
      frozenGrowthKib: frozen.growthKib,
      replayed: reader.replayed,
      serverCpu: serverCpuMicros / 1e6 / seconds,
    },
    violations: violations.list(),
    generatorCpu,
    othersCpu,
  };
}

/**
 * The server counts what it closes with 4413; the socket itself would have to be read to see it.
 * Not asked while deliveries are measured: an answer holds the server up.
 */
async function slowCloses(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await response.text();
  return Number(/^hotline_socket_closes_total\{code="4413"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}
