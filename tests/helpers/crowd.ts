/** Many clients at once, who write into a few requests, and what each of them has seen. */
import assert from "node:assert/strict";
import type { Caller } from "./api.ts";
import { until } from "./deadline.ts";
import { WsClient } from "./ws_client.ts";

export interface CrowdOptions {
  /** Servers on one database; clients take turns among them. */
  origins: string[];
  /** Who they are. MUST be allowed in every request. */
  caller: Caller;
  requestIds: string[];
  clients: number;
  messages: number;
}

export interface CrowdResult {
  acksMs: number[];
  tookMs: number;
}

interface Seat {
  client: WsClient;
  requestId: string;
}

export class Crowd implements AsyncDisposable {
  readonly #options: CrowdOptions;
  readonly #seats: Seat[];

  private constructor(options: CrowdOptions, seats: Seat[]) {
    this.#options = options;
    this.#seats = seats;
  }

  /** Everybody opens a socket and has joined a request. */
  static async gather(options: CrowdOptions): Promise<Crowd> {
    const { origins, caller, requestIds, clients } = options;
    const seats = await Promise.all(
      Array.from({ length: clients }, async (_, index) => {
        const requestId = requestIds[index % requestIds.length]!;
        // Not the same step as above: each request has clients on each server.
        const origin = origins[Math.floor(index / requestIds.length) % origins.length]!;
        const url = `${origin}/api/requests/${requestId}/live`;
        const client = await WsClient.open(url, { cookie: caller.cookie });
        await client.take("joined");
        return { client, requestId };
      }),
    );
    return new Crowd(options, seats);
  }

  /** Everybody sends at once, and all acknowledgements come. */
  async write(): Promise<CrowdResult> {
    const { clients, messages } = this.#options;
    const acksMs: number[] = [];
    const began = performance.now();
    await Promise.all(this.#seats.map(async ({ client, requestId }, seat) => {
      for (let index = 0; index < messages / clients; index++) {
        const sentAt = performance.now();
        const body = `${seat}: ${index}`;
        const clientId = `${seat}-${index}`;
        const ack = await client.ack({ type: "sendMessage", requestId, clientId, body });
        acksMs.push(performance.now() - sentAt);
        assert.equal(ack.duplicate, false);
      }
    }));
    return { acksMs, tookMs: performance.now() - began };
  }

  /** Everybody has every event after the first one of their request exactly once, in order. */
  async assertAllSeen(): Promise<void> {
    const { messages, requestIds } = this.#options;
    const head = 1 + messages / requestIds.length;
    const expected = Array.from({ length: head - 1 }, (_, index) => index + 2);
    await until(
      () => this.#seats.every(({ client, requestId }) => client.log(requestId).length >= head - 1),
      () => `everybody has ${head - 1} events; they have ${this.#counts()}`,
    );
    const texts = new Map<string, string>();
    for (const { client, requestId } of this.#seats) {
      const log = client.log(requestId);
      assert.deepEqual(log.map(({ seq }) => seq), expected);
      const text = JSON.stringify(log);
      assert.equal(text, texts.get(requestId) ?? text, "everybody has the same events");
      texts.set(requestId, text);
      await client.settled();
      assert.equal(client.log(requestId).length, head - 1, "and no more of them");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#seats.map(({ client }) => client[Symbol.asyncDispose]()));
  }

  #counts(): string {
    return this.#seats.map(({ client, requestId }) => client.log(requestId).length).join(", ");
  }
}

/** The log of a request from its beginning, by a client that replays it, has no hole. */
export async function assertDenseLog(
  caller: Caller,
  requestId: string,
  head: number,
): Promise<string[]> {
  const url = `${caller.base}/api/requests/${requestId}/live?after=0`;
  await using client = await WsClient.open(url, { cookie: caller.cookie });
  assert.equal((await client.take("joined")).head, head);
  const log = client.log(requestId);
  assert.deepEqual(log.map(({ seq }) => seq), Array.from({ length: head }, (_, at) => at + 1));
  const bodies = log.flatMap((frame) => "message" in frame ? [frame.message.body] : []);
  assert.equal(new Set(bodies).size, bodies.length, "no message is there twice");
  return bodies;
}
