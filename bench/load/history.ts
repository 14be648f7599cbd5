/** What opening, paging back and sending cost in requests of different lengths, asked in turn. */
import type { History, Job, Report } from "../job.ts";
import { Crowd } from "./crowd.ts";
import { Histogram } from "./histogram.ts";
import { HttpConnection } from "./http_connection.ts";
import { Violations } from "./room_checker.ts";
import { startStopwatch } from "./stopwatch.ts";

/** Asked before anything is counted: code and caches are warm then. */
const WARM_UP_SAMPLES = 30;

export async function runHistory(job: Job, work: History): Promise<Report> {
  const violations = new Violations();
  const connection = new HttpConnection(job.port);
  const [cookie] = job.cookies;
  const kinds = ["open", "page", "send"] as const;
  const times = work.requests.map(() => kinds.map(() => new Histogram()));
  let acknowledged = Promise.withResolvers<void>();
  const rooms = work.requests.map(({ id }) => id);
  const crowd = new Crowd({ ...job, rooms }, violations, {
    onAck: () => acknowledged.resolve(),
  });
  await crowd.gather(1);

  const get = async (path: string) => {
    const { status } = await connection.get(path, cookie);
    if (status !== 200) violations.add(`${path} answered ${status}`);
  };
  const stepsOf = ({ id, size }: History["requests"][number], room: number) => ({
    open: () => get(`/requests/${id}`),
    page: () => get(`/api/requests/${id}/messages?before=${Math.ceil(size / 2)}&limit=50`),
    send: () => {
      acknowledged = Promise.withResolvers<void>();
      crowd.send(room, 0);
      return acknowledged.promise;
    },
  });

  const stop = startStopwatch(job.pid);
  for (let sample = -WARM_UP_SAMPLES; sample < work.samples; sample++) {
    for (const [room, request] of work.requests.entries()) {
      const steps = stepsOf(request, room);
      for (const [at, kind] of kinds.entries()) {
        const began = performance.now();
        await steps[kind]();
        if (sample >= 0) times[room]![at]!.record(performance.now() - began);
      }
    }
  }
  const { generatorCpu, othersCpu } = stop();
  await crowd.settle(() => true);
  crowd.cut();
  connection.close();
  const figures = work.requests.flatMap(({ size }, room) =>
    kinds.map((kind, at) => [`${kind}${size}`, times[room]![at]!.quantile(0.5)] as const)
  );
  return {
    figures: Object.fromEntries(figures),
    violations: violations.list(),
    generatorCpu,
    othersCpu,
  };
}
