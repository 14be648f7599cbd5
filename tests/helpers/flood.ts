/** People who write into one request without a pause, each over a socket of their own. */
import assert from "node:assert/strict";
import type { ServerFrame } from "../../lib/model/events.ts";
import { until } from "./deadline.ts";
import { WsClient } from "./ws_client.ts";

export interface FloodOptions {
  /** Servers on one database: one writer each, however often a server is named. */
  origins: string[];
  cookie: string;
  requestId: string;
}

interface Writer {
  client: WsClient;
  sent: number;
  /** Messages that began after the last `mark`, and are stored. */
  acked: number;
}

/** Each writer sends its next message when the last one is acknowledged. */
export class Flood implements AsyncDisposable {
  readonly #requestId: string;
  readonly #writers: Writer[] = [];
  readonly #refusals: string[] = [];
  #mark = "";
  #isOver = false;

  private constructor({ requestId }: FloodOptions) {
    this.#requestId = requestId;
  }

  static async begin(options: FloodOptions): Promise<Flood> {
    const flood = new Flood(options);
    for (const origin of options.origins) {
      // Nothing is joined: such a socket gets acknowledgements alone.
      const client = await WsClient.open(`${origin}/api/live`, { cookie: options.cookie });
      const writer = { client, sent: 0, acked: 0 };
      flood.#writers.push(writer);
      client.onFrame((frame) => flood.#receive(writer, frame));
    }
    return flood;
  }

  /** Whatever begins from now on begins with this text. */
  mark(text: string): void {
    this.#mark = text;
    for (const writer of this.#writers) writer.acked = 0;
  }

  /** Resolves when every writer has stored so many messages that began after the mark. */
  async stored(count: number): Promise<void> {
    await until(
      () => this.#refusals.length > 0 || this.#writers.every(({ acked }) => acked >= count),
      () => `${count} messages of each; it was ${this.#writers.map(({ acked }) => acked)}`,
    );
    assert.deepEqual(this.#refusals, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#writers.map(({ client }) => client[Symbol.asyncDispose]()));
  }

  #receive(writer: Writer, frame: ServerFrame): void {
    if (frame.type === "error") this.#refusals.push(frame.message);
    if (frame.type === "ack") {
      if (frame.clientId.startsWith(this.#mark)) writer.acked++;
    } else if (frame.type !== "welcome") return;
    if (!this.#isOver) this.#write(writer);
  }

  #write(writer: Writer): void {
    const index = this.#writers.indexOf(writer);
    const body = `${this.#mark}/${index}-${writer.sent++}`;
    const requestId = this.#requestId;
    writer.client.send({ type: "sendMessage", requestId, clientId: body, body });
  }
}
