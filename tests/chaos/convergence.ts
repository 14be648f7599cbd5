/** The end of a run: with nothing wrong any more, everybody has everything before long. */
import { setTimeout as delay } from "node:timers/promises";
import { type Caller, jsonOf } from "../helpers/api.ts";
import type { Crowd } from "./crowd.ts";
import type { ClientHistory } from "./history.ts";
import type { Violation } from "./violations.ts";

/** Much longer than it takes, but for a machine that does many other things at once. */
const CONVERGE_MAX_MS = 90_000;
const LOOK_EVERY_MS = 50;

export interface Convergence {
  tookMs: number;
  violations: Violation[];
}

/** `staff` asks a server directly for the heads. */
export async function converge(crowd: Crowd, staff: Caller): Promise<Convergence> {
  const began = performance.now();
  for (const page of crowd.pages) page.online();
  while (true) {
    for (const page of crowd.pages) page.attend();
    const behind = await behindIn(crowd, staff);
    const tookMs = Math.round(performance.now() - began);
    if (behind.length === 0) return { tookMs, violations: [] };
    if (tookMs > CONVERGE_MAX_MS) {
      return { tookMs, violations: behind.map((what) => ({ kind: "not converged", what })) };
    }
    await delay(LOOK_EVERY_MS);
  }
}

async function behindIn(crowd: Crowd, staff: Caller): Promise<string[]> {
  const heads = new Map<string, number>();
  for (const id of crowd.requestIds) {
    const answer = await staff.get(`/api/requests/${id}`);
    heads.set(id, jsonOf<{ request: { head: number } }>(answer).request.head);
  }
  const members = [...crowd.plain, ...crowd.pages, ...crowd.guests.map(({ client }) => client)];
  return members.flatMap((client) => behind(client, heads));
}

/** What is known of a client from outside. */
export interface Arriving {
  readonly recorder: { history: Pick<ClientHistory, "name" | "requestId" | "signedOutAtMs"> };
  readonly last: number;
  readonly waiting: number;
  readonly isOver: boolean;
  isSettledAt(head: number): boolean;
}

/** What a client still lacks, in words; nothing if it has arrived. */
export function behind(client: Arriving, heads: ReadonlyMap<string, number>): string[] {
  const { name, requestId, signedOutAtMs } = client.recorder.history;
  const head = heads.get(requestId) ?? 0;
  if (signedOutAtMs !== null) {
    return client.isOver ? [] : [`${name} of ${requestId}: signed out, and still there`];
  }
  if (client.isSettledAt(head)) return [];
  const state = `at ${client.last} of ${head}, ${client.waiting} commands wait`;
  return [`${name} of ${requestId}: ${client.isOver ? "put out, " : ""}${state}`];
}
