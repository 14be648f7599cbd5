/** Pages for people who are signed in, over connections that are kept alive. */
import type { Job, Pages, Report } from "../job.ts";
import { Histogram } from "./histogram.ts";
import { HttpConnection } from "./http_connection.ts";
import { Violations } from "./room_checker.ts";
import { sleep, startStopwatch } from "./stopwatch.ts";

export async function runPages(job: Job, work: Pages): Promise<Report> {
  const violations = new Violations();
  const times = new Histogram();
  let isMeasured = false;
  let isAsking = true;
  let bytes = 0;

  async function askOnAndOn(cookie: string | undefined): Promise<void> {
    const connection = new HttpConnection(job.port);
    while (isAsking) {
      const began = performance.now();
      const { status, body } = await connection.get(work.path, cookie);
      if (isMeasured) times.record(performance.now() - began);
      bytes ||= body.length;
      // Every page is looked at only as far as it costs little; the first one in full.
      if (status !== 200) violations.add(`${work.path} answered ${status}`);
    }
    connection.close();
  }

  const probe = new HttpConnection(job.port);
  const { body } = await probe.get(work.path, job.cookies[0]);
  probe.close();
  // Once in the markup, and perhaps again in what a script is given.
  const found = new Set(body.match(new RegExp(`${work.marker}\\d+`, "g"))).size;
  if (found !== work.messages) violations.add(`the page shows ${found} messages`);

  const readers = Array.from(
    { length: work.connections },
    (_, index) => askOnAndOn(job.cookies[index % job.cookies.length]),
  );
  await sleep(work.warmUpMs);
  const stop = startStopwatch(job.pid);
  isMeasured = true;
  await sleep(work.measureMs);
  isMeasured = false;
  const { seconds, serverCpuMicros, generatorCpu, othersCpu } = stop();
  isAsking = false;
  await Promise.all(readers);
  return {
    figures: {
      pagesPerSecond: times.total / seconds,
      ...times.figures("page"),
      cpuPerPage: serverCpuMicros / times.total,
      kibPerPage: bytes / 1024,
    },
    violations: violations.list(),
    generatorCpu,
    othersCpu,
  };
}
