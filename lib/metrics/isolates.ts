/**
 * One answer for the whole process: a scrape reaches one isolate, which asks the others for
 * their share and adds it up.
 */
import { setTimeout as delay } from "node:timers/promises";
import { AggregatorRegistry, type MetricObject } from "prom-client";
import { z } from "zod";

const CHANNEL = "hotline.metrics";
/** Nobody knows how many isolates there are, so a scrape waits this long for their answers. */
const ANSWER_MS = 100;

const wordSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ask"), scrape: z.string() }),
  z.object({ type: z.literal("answer"), scrape: z.string(), metrics: z.array(z.unknown()) }),
]);

/** This isolate's part in the scrapes of its process. */
export class IsolateMetrics {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #read: () => Promise<MetricObject[]>;
  readonly #answers = new Map<string, MetricObject[][]>();

  constructor(read: () => Promise<MetricObject[]>, onError: (error: unknown) => void) {
    this.#read = read;
    this.#channel.onmessage = ({ data }) => this.#receive(data).catch(onError);
  }

  /** The sums over all isolates, in Prometheus' text format. */
  async text(): Promise<string> {
    const scrape = crypto.randomUUID();
    const shares: MetricObject[][] = [];
    this.#answers.set(scrape, shares);
    try {
      this.#channel.postMessage({ type: "ask", scrape });
      await delay(ANSWER_MS);
      shares.push(await this.#read());
      return await AggregatorRegistry.aggregate(shares).metrics();
    } finally {
      this.#answers.delete(scrape);
    }
  }

  close(): void {
    this.#channel.close();
  }

  async #receive(data: unknown): Promise<void> {
    const word = wordSchema.parse(data);
    if (word.type === "answer") {
      // Isolates of one process run the same code: what they send is what they read.
      this.#answers.get(word.scrape)?.push(word.metrics as MetricObject[]);
    } else {
      const metrics = await this.#read();
      this.#channel.postMessage({ type: "answer", scrape: word.scrape, metrics });
    }
  }
}
