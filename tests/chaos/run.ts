/** One run from beginning to end: what goes wrong, what is written, and what is found. */
import { Caller } from "../helpers/api.ts";
import { oneOf, randomOf } from "../helpers/random.ts";
import { check } from "./check.ts";
import { converge } from "./convergence.ts";
import { gather } from "./crowd.ts";
import { inflict } from "./inflict.ts";
import { scheduleOf } from "./schedule.ts";
import { openSite, type Setup } from "./site.ts";
import { factsOf, readStoredLogs } from "./stored_log.ts";
import { type Summary, totalsOf } from "./totals.ts";
import { startWriting } from "./writing.ts";

export interface RunOptions {
  setup: Setup;
  seed: number;
  forMs: number;
  /** Commands in all requests together. */
  perSecond: number;
}

export async function runChaos(options: RunOptions): Promise<Summary & { exitCodes: number[] }> {
  const { setup, seed, forMs, perSecond } = options;
  const began = performance.now();
  const random = randomOf(seed);
  await using site = await openSite(setup, random);
  const crowd = await gather(site, random);
  const writing = startWriting(crowd, perSecond, random);
  const guests = [...crowd.guests];
  const underWay: Promise<void>[] = [];
  const faults = await inflict(scheduleOf(seed, forMs), site, {
    reloadPage: () => void underWay.push(oneOf(random, crowd.pages).load()),
    signOut: () => {
      const guest = guests.shift();
      if (guest) underWay.push(guest.signOut());
      return guest !== undefined;
    },
  });
  await writing.stop();
  await Promise.all([...underWay, ...site.servers.map((server) => server.ready())]);
  const direct = `http://127.0.0.1:${site.servers[0]!.port}`;
  const { tookMs: convergedMs, violations } = await converge(
    crowd,
    new Caller(direct, site.cookies.ada),
  );
  const pages = crowd.pages.map(({ messages, recorder: { history } }) => ({
    history,
    messages: messages.map(factsOf),
  }));
  crowd.close();
  const exitCodes = await site.stop();
  const { histories, requestIds } = crowd;
  const logs = await readStoredLogs(site.database, requestIds);
  violations.push(...check({ logs, histories, pages }));
  const totals = totalsOf(histories, logs);
  const tookMs = performance.now() - began;
  const ends = site.servers.reduce((sum, { unaskedEnds }) => sum + unaskedEnds, 0);
  return { setup, seed, tookMs, totals, faults, convergedMs, ends, violations, exitCodes };
}
