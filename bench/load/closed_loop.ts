/** As much as the server can: every sender sends its next message when the last is acknowledged. */
import process from "node:process";
import type { ClosedLoop, Job, Report } from "../job.ts";
import { Crowd } from "./crowd.ts";
import { Histogram } from "./histogram.ts";
import { Violations } from "./room_checker.ts";
import { sleep, startStopwatch } from "./stopwatch.ts";

/** What a closed loop says when asked to tell where it is. */
export const MEASURING = "measuring\n";

interface Sent {
  room: number;
  member: number;
  at: number;
}

export async function runClosedLoop(job: Job, work: ClosedLoop): Promise<Report> {
  const violations = new Violations();
  const sent: Sent[] = [];
  const acks = new Histogram();
  const deliveries = new Histogram();
  let isMeasured = false;
  let isSending = true;
  let answered = 0;

  const crowd = new Crowd(job, violations, {
    onEvent: (message) => {
      if (isMeasured) deliveries.record(performance.now() - sent[message]!.at);
    },
    onAck: (message) => {
      const { room, member, at } = sent[message]!;
      answered++;
      if (isMeasured) acks.record(performance.now() - at);
      if (isSending) send(room, member);
    },
  });
  function send(room: number, member: number): void {
    sent[crowd.send(room, member)] = { room, member, at: performance.now() };
  }

  await crowd.gather(work.membersPerRoom);
  job.rooms.forEach((_, room) => {
    for (let member = 0; member < work.sendersPerRoom; member++) send(room, member);
  });
  await sleep(work.warmUpMs);
  const stop = startStopwatch(job.pid);
  isMeasured = true;
  if (work.isAnnounced) process.stderr.write(MEASURING);
  await sleep(work.measureMs);
  isMeasured = false;
  const { seconds, serverCpuMicros, generatorCpu, othersCpu } = stop();
  isSending = false;
  await crowd.settle(() => answered === sent.length);
  crowd.cut();
  return {
    figures: {
      messagesPerSecond: acks.total / seconds,
      deliveriesPerSecond: deliveries.total / seconds,
      ...acks.figures("ack"),
      ...deliveries.figures("delivery"),
      cpuPerMessage: serverCpuMicros / acks.total,
      cpuPerDelivery: serverCpuMicros / deliveries.total,
      serverCpu: serverCpuMicros / 1e6 / seconds,
    },
    violations: violations.list(),
    generatorCpu,
    othersCpu,
  };
}
