/** Everybody loses the connection, misses some events, and comes back in the same moment. */
import type { Job, Report, Storm } from "../job.ts";
import { Crowd } from "./crowd.ts";
import { Violations } from "./room_checker.ts";
import { sleep, startStopwatch } from "./stopwatch.ts";

/** The server has noticed by then that they are gone. */
const AWAY_MS = 500;

export async function runStorm(job: Job, work: Storm): Promise<Report> {
  const violations = new Violations();
  const perRoom = work.connections / job.rooms.length;
  const resumes = job.dialect.startsWith("hotline");
  const before = new Crowd(job, violations);
  await before.gather(perRoom);
  before.cut();

  // One in each room writes what the others miss.
  const sent: number[] = [];
  let answered = 0;
  const writers = new Crowd(job, violations, {
    onAck: (message) => {
      answered++;
      send(sent[message]!);
    },
  });
  const left = job.rooms.map(() => work.behind);
  function send(room: number): void {
    if (left[room]!-- > 0) sent[writers.send(room, 0)] = room;
  }
  await writers.gather(1);
  job.rooms.forEach((_, room) => send(room));
  await writers.settle(() => answered === job.rooms.length * work.behind);
  writers.cut();
  await sleep(AWAY_MS);

  let replayed = 0;
  const crowd = new Crowd(job, violations, { onEvent: () => replayed++ });
  const stop = startStopwatch(job.pid);
  // A request of the desk has its first message when it is made: that is the cursor.
  await crowd.comeBack(perRoom, resumes ? 1 : null);
  const { seconds, serverCpuMicros, generatorCpu, othersCpu } = stop();
  await crowd.settle(() => true);
  crowd.cut();
  const expected = resumes ? work.connections * work.behind : 0;
  if (replayed !== expected) violations.add(`${replayed} events were replayed, not ${expected}`);
  return {
    figures: {
      allBackMs: seconds * 1000,
      replayed,
      cpuPerConnection: serverCpuMicros / work.connections,
    },
    violations: violations.list(),
    generatorCpu,
    othersCpu,
  };
}
