/**
 * A fixed rate, whether or not the server keeps up. Latencies count from the time at which a
 * message was due: a server that stalls is not spared the messages that had to wait meanwhile.
 */
import type { Job, OpenLoop, Report } from "../job.ts";
import { Crowd } from "./crowd.ts";
import { Histogram } from "./histogram.ts";
import { Violations } from "./room_checker.ts";
import { startStopwatch } from "./stopwatch.ts";

/** Timers are late by up to so much: the rest of the time is spent looking at the clock. */
const TIMER_LATE_MS = 1.5;

export async function runOpenLoop(job: Job, work: OpenLoop): Promise<Report> {
  const violations = new Violations();
  const dueTimes: number[] = [];
  const acks = new Histogram();
  const deliveries = new Histogram();
  const lags = new Histogram();
  let answered = 0;
  let measuredFrom = Infinity;
  const record = (histogram: Histogram, message: number) => {
    const due = dueTimes[message]!;
    if (due >= measuredFrom) histogram.record(performance.now() - due);
  };
  const crowd = new Crowd(job, violations, {
    onEvent: (message) => record(deliveries, message),
    onAck: (message) => {
      answered++;
      record(acks, message);
    },
  });

  await crowd.gather(work.membersPerRoom);
  const everyMs = 1000 / work.perSecond;
  let number = 0;
  const sendUntil = async (end: number, from: number) => {
    for (let due = from; due < end; due += everyMs) {
      await until(due);
      lags.record(performance.now() - due);
      const room = number % job.rooms.length;
      const member = Math.floor(number / job.rooms.length) % work.membersPerRoom;
      number++;
      dueTimes[crowd.send(room, member)] = due;
    }
  };
  const began = performance.now();
  measuredFrom = began + work.warmUpMs;
  await sendUntil(measuredFrom, began);
  const stop = startStopwatch(job.pid);
  const before = number;
  await sendUntil(measuredFrom + work.measureMs, measuredFrom);
  const { seconds, serverCpuMicros, generatorCpu, othersCpu } = stop();
  const messages = number - before;
  await crowd.settle(() => answered === dueTimes.length);
  crowd.cut();
  return {
    figures: {
      messagesPerSecond: messages / seconds,
      ...acks.figures("ack"),
      ...deliveries.figures("delivery"),
      cpuPerMessage: serverCpuMicros / messages,
      cpuPerDelivery: serverCpuMicros / deliveries.total,
      serverCpu: serverCpuMicros / 1e6 / seconds,
      sentLateP99: lags.quantile(0.99),
    },
    violations: violations.list(),
    generatorCpu,
    othersCpu,
  };
}

/** Waits for this time of `performance.now()`, to a fraction of a millisecond. */
export async function until(time: number): Promise<void> {
  const early = time - performance.now() - TIMER_LATE_MS;
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
  while (performance.now() < time) await new Promise((resolve) => setImmediate(resolve));
}
