/** What people write during a run: messages and notes, a few of them long; edits and deletions. */
import { setTimeout as delay } from "node:timers/promises";
import { ulid } from "ulid";
import { oneOf } from "../helpers/random.ts";
import type { Crowd } from "./crowd.ts";
import type { PageClient } from "./page_client.ts";
import type { PlainClient } from "./plain_client.ts";

const TICK_MS = 20;
/** What chance makes of a command; otherwise it is a new message. */
const SHARE = { edit: 0.1, remove: 0.02, note: 0.1, long: 0.02 };
const LONG_CHARS = 5_000;

export interface Writing {
  stop(): Promise<void>;
}

/** About so many commands a second, until it is stopped. */
export function startWriting(crowd: Crowd, perSecond: number, random: () => number): Writing {
  let isOver = false;
  const clients = [...crowd.plain, ...crowd.pages];
  async function run(): Promise<void> {
    let last = performance.now();
    let due = 0;
    while (!isOver) {
      await delay(TICK_MS);
      const now = performance.now();
      // After a pause of this process, what is due must not come at once.
      due = Math.min(due + perSecond * (now - last) / 1000, perSecond);
      last = now;
      for (; due >= 1; due--) writeOne(oneOf(random, clients), random);
      for (const page of crowd.pages) page.attend();
    }
  }
  const running = run();
  return {
    stop: async () => {
      isOver = true;
      await running;
    },
  };
}

function writeOne(client: PlainClient | PageClient, random: () => number): void {
  if (client.isBusy) return;
  const { role } = client.recorder.history;
  // Unlike any other, so that a body stored twice tells a command that took effect twice.
  const body = random() < SHARE.long ? ulid().padEnd(LONG_CHARS, ".") : ulid();
  const kind = role !== "requester" && random() < SHARE.note ? "note" : "public";
  const chance = random();
  const messageId = chance < SHARE.edit + SHARE.remove ? client.ownMessageId(random) : null;
  if (messageId === null) client.write(body, kind);
  else if (chance < SHARE.edit) client.edit(messageId, body);
  else client.remove(messageId);
}
