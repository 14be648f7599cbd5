/** What two people in a small room notice of a flood in a crowded one. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import type { ClosedLoop, Fairness, Job, Report } from "../job.ts";
import { MEASURING } from "./closed_loop.ts";
import { Crowd } from "./crowd.ts";
import { Histogram } from "./histogram.ts";
import { Violations } from "./room_checker.ts";
import { sleep, startStopwatch } from "./stopwatch.ts";

const WARM_UP_MS = 1_000;
/** The flood goes on for so long after the measuring, and begins so long before. */
const MARGIN_MS = 1_000;

export async function runFairness(job: Job, work: Fairness): Promise<Report> {
  const [crowded, small] = job.rooms;
  const violations = new Violations();
  const sentAt: number[] = [];
  let [acks, deliveries] = [new Histogram(), new Histogram()];
  let answered = 0;
  const pair = new Crowd({ ...job, rooms: [small!] }, violations, {
    onEvent: (message) => deliveries.record(performance.now() - sentAt[message]!),
    onAck: (message) => {
      answered++;
      acks.record(performance.now() - sentAt[message]!);
    },
  });
  await pair.gather(2);

  /** One after another, alone on its way or not. */
  async function talk(forMs: number) {
    [acks, deliveries] = [new Histogram(), new Histogram()];
    const end = performance.now() + forMs;
    while (performance.now() < end) {
      sentAt[pair.send(0, sentAt.length % 2)] = performance.now();
      await sleep(work.everyMs);
    }
    await pair.settle(() => answered === sentAt.length);
    return { acks, deliveries };
  }

  await talk(WARM_UP_MS);
  const quiet = await talk(work.measureMs);
  // A process of its own: what thousands of sockets cost this side must not count here.
  const flood = new Flood({
    ...job,
    rooms: [crowded!],
    work: {
      kind: "closed",
      membersPerRoom: work.crowd,
      sendersPerRoom: work.sendersInCrowd,
      warmUpMs: MARGIN_MS,
      measureMs: work.measureMs + MARGIN_MS,
      isAnnounced: true,
    },
  });
  await flood.isMeasuring;
  const stop = startStopwatch(job.pid);
  const flooded = await talk(work.measureMs);
  const { seconds, serverCpuMicros, generatorCpu, othersCpu } = stop();
  const crowd = await flood.report();
  pair.cut();
  return {
    figures: {
      quietAckP99: quiet.acks.quantile(0.99),
      quietDeliveryP99: quiet.deliveries.quantile(0.99),
      floodedAckP50: flooded.acks.quantile(0.5),
      floodedAckP99: flooded.acks.quantile(0.99),
      floodedDeliveryP50: flooded.deliveries.quantile(0.5),
      floodedDeliveryP99: flooded.deliveries.quantile(0.99),
      crowdMessagesPerSecond: crowd.figures["messagesPerSecond"] ?? NaN,
      crowdDeliveriesPerSecond: crowd.figures["deliveriesPerSecond"] ?? NaN,
      serverCpu: serverCpuMicros / 1e6 / seconds,
    },
    violations: [...violations.list(), ...crowd.violations],
    generatorCpu: Math.max(generatorCpu, crowd.generatorCpu),
    othersCpu,
  };
}

/** The same generator once more, as a child of this one. */
class Flood {
  readonly #child: ChildProcess;
  readonly isMeasuring: Promise<void>;
  #output = "";

  constructor(job: Job & { work: ClosedLoop }) {
    const child = spawn(process.execPath, [process.argv[1]!]);
    this.#child = child;
    child.stdout.on("data", (chunk) => this.#output += String(chunk));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.isMeasuring = promise;
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
      if (said.includes(MEASURING)) resolve();
    });
    child.on("exit", (code) => code === 0 ? resolve() : reject(new Error(`The flood: ${said}`)));
    child.stdin.end(JSON.stringify(job));
  }

  async report(): Promise<Report> {
    if (this.#child.exitCode === null) await once(this.#child, "close");
    return JSON.parse(this.#output);
  }
}
