/** Hotline's databases for the bench: filled once, and copied for every server. */
import { ulid } from "ulid";
import { Passwords } from "../lib/auth/passwords.ts";
import type { User } from "../lib/model/user.ts";
import { RequestLog } from "../lib/storage/log.ts";
import { openKv } from "../lib/storage/open_kv.ts";
import { RequestStore } from "../lib/storage/request_store.ts";
import { cookieFor, PASSWORD, withAccounts } from "../tests/helpers/seeded_people.ts";
import { PAGE_MARKER, SIGN_INS } from "./scenarios.ts";

/** Members of rooms are agents, who may read every request; each has a session of their own. */
const AGENTS = 100;
const BODY = "The printer on the second floor is out of paper again.";

export interface SeededDatabase {
  file: string;
  /** The session of the one whose requests they are. */
  requesterCookie: string;
  agentCookies: string[];
  requestIds: string[];
  /** Who can sign in, with a password hashed at the real cost. */
  people: { username: string; password: string }[];
}

/** Hashes at the real cost, but the same password once and for all. */
class HashedOnce extends Passwords {
  #hash: Promise<string> | undefined;
  override hash(password: string): Promise<string> {
    return this.#hash ??= super.hash(password);
  }
}

/** A request for each of the lengths in `sizes`: how many messages it holds. */
export async function seedDatabase(file: string, sizes: number[]): Promise<SeededDatabase> {
  const { author, ...cookies } = await withAccounts(file, async (accounts) => {
    const name = "Rita Requester";
    const author = await accounts.addUser({
      username: "rita",
      name,
      password: PASSWORD,
      role: "requester",
    });
    const requesterCookie = await cookieFor(accounts, "rita");
    const agentCookies: string[] = [];
    for (let index = 0; index < AGENTS; index++) {
      const username = `agent${index}`;
      const name = `Agent ${index}`;
      await accounts.addUser({ username, name, password: PASSWORD, role: "agent" });
      agentCookies.push(await cookieFor(accounts, username));
    }
    return { author, requesterCookie, agentCookies };
  });
  const requestIds = await seedRequests(file, author, sizes);
  return { file, ...cookies, requestIds, people: await seedPeople(file) };
}

async function seedPeople(file: string): Promise<SeededDatabase["people"]> {
  const usernames = Array.from({ length: SIGN_INS }, (_, at) => `person${at}`);
  await withAccounts(file, async (accounts) => {
    for (const username of usernames) {
      await accounts.addUser({ username, name: username, password: PASSWORD, role: "requester" });
    }
  }, { passwords: new HashedOnce() });
  return usernames.map((username) => ({ username, password: PASSWORD }));
}

async function seedRequests(file: string, author: User, sizes: number[]): Promise<string[]> {
  const { kv, checksMax } = await openKv(file);
  const newId = () => ulid();
  const store = new RequestStore({ kv, clock: Date.now, newId });
  const log = new RequestLog({ kv, checksMax, clock: Date.now, newId });
  const requestIds: string[] = [];
  try {
    for (const [index, size] of sizes.entries()) {
      const input = { title: `Request ${index}`, requester: author, clientId: `first-${index}` };
      const { request } = await store.create({ ...input, body: `${PAGE_MARKER}0: ${BODY}` });
      requestIds.push(request.id);
      await fill(log, request.id, author, size);
    }
  } finally {
    kv.close();
  }
  return requestIds;
}

/** Through the log itself, in the largest batches that it takes: the records are the app's own. */
async function fill(log: RequestLog, requestId: string, actor: User, size: number): Promise<void> {
  let head = await log.head(requestId);
  for (let stored = 1; stored < size;) {
    const count = Math.min(log.batchMax, size - stored);
    const commands = Array.from({ length: count }, (_, at) => ({
      type: "send" as const,
      actor,
      clientId: `seed-${stored + at}`,
      kind: "public" as const,
      body: `${PAGE_MARKER}${stored + at}: ${BODY}`,
      authorize: () => {},
    }));
    const appended = await log.append(requestId, commands, head);
    head = appended.head;
    stored += count;
  }
}

/** SQLite may have left a journal beside the file, which belongs to it. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await Deno.copyFile(from, to);
  for (const suffix of ["-wal", "-shm"]) {
    try {
      await Deno.copyFile(from + suffix, to + suffix);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
