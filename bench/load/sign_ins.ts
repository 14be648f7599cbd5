/** What a room notices of many people who sign in at the same moment. */
import type { Job, Report, SignIns } from "../job.ts";
import { Crowd } from "./crowd.ts";
import { Histogram } from "./histogram.ts";
import { Violations } from "./room_checker.ts";
import { sleep, startStopwatch } from "./stopwatch.ts";

const WARM_UP_MS = 1_000;

export async function runSignIns(job: Job, work: SignIns): Promise<Report> {
  const violations = new Violations();
  const sentAt: number[] = [];
  let deliveries = new Histogram();
  let answered = 0;
  const room = new Crowd(job, violations, {
    onEvent: (message) => deliveries.record(performance.now() - sentAt[message]!),
    onAck: () => answered++,
  });
  await room.gather(work.members);

  /** The members write in turn until this has come to an end, and at least for so long. */
  async function talk(forMs: number, until: Promise<unknown>): Promise<Histogram> {
    const heard = deliveries = new Histogram();
    const end = performance.now() + forMs;
    let hasEnded = false;
    until.finally(() => hasEnded = true);
    while (!hasEnded || performance.now() < end) {
      sentAt[room.send(0, sentAt.length % work.members)] = performance.now();
      await sleep(work.everyMs);
    }
    await room.settle(() => answered === sentAt.length);
    return heard;
  }

  await talk(WARM_UP_MS, Promise.resolve());
  const quiet = await talk(work.measureMs, Promise.resolve());
  const times: number[] = [];
  const stop = startStopwatch(job.pid);
  const began = performance.now();
  const storm = Promise.all(work.people.map(async (person) => {
    const status = await signIn(job.port, person);
    times.push(performance.now() - began);
    if (status !== 200) violations.add(`${person.username} signed in and got ${status}`);
  }));
  const stormy = await talk(0, storm);
  const { seconds, serverCpuMicros, generatorCpu, othersCpu } = stop();
  await storm;
  room.cut();
  return {
    figures: {
      quietP50: quiet.quantile(0.5),
      quietP99: quiet.quantile(0.99),
      stormP50: stormy.quantile(0.5),
      stormP99: stormy.quantile(0.99),
      ratioP99: stormy.quantile(0.99) / quiet.quantile(0.99),
      allInMs: Math.max(...times),
      serverCpu: serverCpuMicros / 1e6 / seconds,
    },
    violations: violations.list(),
    generatorCpu,
    othersCpu,
  };
}

/** Gives the status of the answer. */
async function signIn(port: number, person: SignIns["people"][number]): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(person),
  });
  await response.arrayBuffer();
  return response.status;
}
