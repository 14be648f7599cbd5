/** What a connection costs that has joined a room and is silent. */
import type { Idle, Job, Report } from "../job.ts";
import { residentKib } from "../process_usage.ts";
import { Crowd } from "./crowd.ts";
import { Violations } from "./room_checker.ts";
import { sleep, startStopwatch } from "./stopwatch.ts";

export async function runIdle(job: Job, work: Idle): Promise<Report> {
  const violations = new Violations();
  // What the first connection alone costs belongs to the server, not to each connection.
  const first = new Crowd({ ...job, rooms: job.rooms.slice(0, 1) }, violations);
  await first.gather(10);
  first.cut();
  await sleep(work.settleMs);
  const before = residentKib(job.pid);
  const crowd = new Crowd(job, violations);
  const began = performance.now();
  await crowd.gather(work.connections / job.rooms.length);
  const joinSeconds = (performance.now() - began) / 1000;
  await sleep(work.settleMs);
  const kib = residentKib(job.pid) - before;
  const stop = startStopwatch(job.pid);
  await sleep(work.settleMs);
  const { seconds, serverCpuMicros, generatorCpu, othersCpu } = stop();
  crowd.cut();
  return {
    figures: {
      kibPerConnection: kib / work.connections,
      joinsPerSecond: work.connections / joinSeconds,
      serverCpu: serverCpuMicros / 1e6 / seconds,
    },
    violations: violations.list(),
    generatorCpu,
    othersCpu,
  };
}
