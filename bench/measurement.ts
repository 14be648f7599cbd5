/** One run of one scenario against one target: a fresh server, a fresh generator. */
import { join } from "node:path";
import { startAppServer } from "../tests/helpers/app_server.ts";
import { runJob } from "./generator.ts";
import { copyDatabase, type SeededDatabase } from "./hotline_database.ts";
import type { Job, Report, Work } from "./job.ts";
import { startPeer } from "./peer_server.ts";
import { REQUEST_PATH, type Scenario } from "./scenarios.ts";
import { type TargetName, TARGETS } from "./targets.ts";

export interface Setting {
  generator: string;
  packages: string;
  /** For databases that live as long as a server. */
  folder: string;
  /** The database of a scenario, filled when it is first needed. */
  databaseOf: (scenario: Scenario) => Promise<SeededDatabase>;
}

export async function measure(
  scenario: Scenario,
  target: TargetName,
  setting: Setting,
): Promise<Report> {
  return target.startsWith("hotline")
    ? await measureHotline(scenario, target, setting)
    : await measurePeer(scenario, target, setting);
}

async function measureHotline(
  scenario: Scenario,
  target: TargetName,
  { generator, folder, databaseOf }: Setting,
): Promise<Report> {
  const { file, requesterCookie, agentCookies, requestIds, people } = await databaseOf(
    scenario,
  );
  // A folder for each server: the journal of the one before belongs to no other database.
  const database = join(await Deno.makeTempDir({ dir: folder }), "running.sqlite3");
  await copyDatabase(file, database);
  await using server = await startAppServer({
    database,
    env: { HOTLINE_RATE_LIMIT: "off", HOTLINE_POLL_MS: "2000" },
  });
  if (server.pid === null) throw new Error("Hotline is not running.");
  return await runJob(generator, {
    port: server.port,
    pid: server.pid,
    dialect: TARGETS[target].dialect,
    // A page shows an agent the whole staff as well, which is as large as the bench makes it.
    cookies: scenario.work.kind === "pages" ? [requesterCookie] : agentCookies,
    rooms: requestIds,
    work: workOn(scenario.work, requestIds, people),
  });
}

async function measurePeer(
  scenario: Scenario,
  target: TargetName,
  { generator, packages }: Setting,
): Promise<Report> {
  await using server = await startPeer(target, packages);
  const job: Job = {
    port: server.port,
    pid: server.pid,
    dialect: TARGETS[target].dialect,
    cookies: [],
    // As long as an id of Hotline: the frames are of one size.
    rooms: Array.from({ length: scenario.rooms }, (_, at) => String(at).padStart(26, "0")),
    work: workOn(scenario.work, ["0"], []),
  };
  return await runJob(generator, job);
}

/** Puts in the requests and people, which are there only once they are made. */
function workOn(work: Work, requestIds: string[], people: SeededDatabase["people"]): Work {
  if (work.kind === "signins") return { ...work, people };
  if (work.kind === "pages") {
    return { ...work, path: REQUEST_PATH.replace(":id", requestIds[0] ?? "") };
  }
  if (work.kind !== "history") return work;
  const requests = work.requests.map(({ size }, at) => ({ id: requestIds[at] ?? "", size }));
  return { ...work, requests };
}
