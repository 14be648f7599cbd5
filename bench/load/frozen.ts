/** One of a room reads nothing any more: what the others notice, what it costs, how it comes back. */
import type { Frozen, Job, Report } from "../job.ts";
import { residentKib } from "../process_usage.ts";
import { Crowd } from "./crowd.ts";
import { FrozenReader } from "./frozen_reader.ts";
import { Histogram } from "./histogram.ts";
import { until } from "./open_loop.ts";
import { Violations } from "./room_checker.ts";
import { sleep, startStopwatch } from "./stopwatch.ts";

const CLOSE_MAX_MS = 60_000;
/** Long enough for the code that is measured to have been compiled. */
const WARM_UP_MS = 3_000;
/** Rarely: an answer costs the server a few milliseconds, which must not make the p99. */
const LOOK_EVERY_MS = 2_000;

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

  /** Sends at the fixed rate until it is over; latencies count from the due time. */
  async function phase(isOver: (tookMs: number) => boolean) {
    deliveries = new Histogram();
    const before = residentKib(job.pid);
    const began = performance.now();
    for (let due = began; !isOver(due - began); due += 1000 / work.perSecond) {
      await until(due);
      const sender = dueTimes.length % work.membersPerRoom;
      dueTimes[crowd.send(0, sender, body)] = due;
    }
    return { deliveries, growthKib: residentKib(job.pid) - before };
  }

  await phase((tookMs) => tookMs >= WARM_UP_MS);
  const stop = startStopwatch(job.pid);
  let closedAt = NaN;
  // From here on, as asking costs the server something too.
  const watch = watchForClose(job.port).then(() => closedAt = performance.now());
  const quiet = await phase((tookMs) => tookMs >= work.measureMs);
  const reader = await FrozenReader.join(job);
  const frozenAt = performance.now();
  const frozen = await phase((tookMs) =>
    tookMs >= CLOSE_MAX_MS || (tookMs >= work.measureMs && closedAt > 0)
  );
  const { serverCpuMicros, seconds, generatorCpu, othersCpu } = stop();
  if (closedAt > 0) {
    await watch;
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
      closedAfterMs: closedAt - frozenAt,
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

/** The server counts what it closes; the socket itself would have to be read to see it. */
async function watchForClose(port: number): Promise<void> {
  while (true) {
    await sleep(LOOK_EVERY_MS);
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    if (/^hotline_socket_closes_total\{code="4413"\} [1-9]/m.test(await response.text())) return;
  }
}
