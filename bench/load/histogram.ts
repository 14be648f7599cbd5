/** Latencies counted in buckets that are 1 % wide: cheap for millions of them. */

const GROWTH = Math.log(1.01);
/** What is shorter falls into the first bucket. */
const SHORTEST_MS = 0.001;
/** Enough for ten minutes. */
const BUCKETS = Math.ceil(Math.log(600_000 / SHORTEST_MS) / GROWTH) + 1;

export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  record(ms: number): void {
    const bucket = ms <= SHORTEST_MS ? 0 : Math.ceil(Math.log(ms / SHORTEST_MS) / GROWTH);
    this.#counts[Math.min(bucket, BUCKETS - 1)]!++;
    this.#total++;
  }

  /** The bound below which this share of them lies (0.5 is the median); NaN where there are none. */
  quantile(share: number): number {
    if (this.#total === 0) return NaN;
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= rank) return SHORTEST_MS * Math.exp(bucket * GROWTH);
    }
    throw new Error("The counts do not add up.");
  }

  /** The figures of a report, such as `ackP50`. */
  figures(name: string): Record<string, number> {
    return {
      [`${name}P50`]: this.quantile(0.5),
      [`${name}P99`]: this.quantile(0.99),
      [`${name}P999`]: this.quantile(0.999),
    };
  }
}
