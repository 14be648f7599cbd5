import { setImmediate } from "node:timers";
import { retryRead } from "./commit.ts";

/** Keys that KV reads at once. */
const GET_MANY_MAX = 10;

type Entry = Deno.KvEntryMaybe<unknown>;

/** What is needed of a database. */
export interface ManyReader {
  getMany(keys: readonly Deno.KvKey[]): Promise<Entry[]>;
}

interface Asked {
  key: Deno.KvKey;
  entry: PromiseWithResolvers<Entry>;
  found: Promise<unknown>;
}

/**
 * Reads of single keys, together: what is asked for in one turn of the event loop goes to the
 * database in as few reads as KV allows, each key once. A crowd that comes back after a restart
 * asks for the same few sessions and requests.
 *
 * A read begins after everyone who shares it has asked, so that nobody misses what was stored
 * before. Two keys that are asked for together may be read one after the other.
 */
export class PointReads {
  readonly #kv: ManyReader;
  #asked = new Map<string, Asked>();

  constructor(kv: ManyReader) {
    this.#kv = kv;
  }

  /**
   * What `parse` makes of the entry, once for all who share the read: a key MUST always be asked
   * for with the same `parse`, and nobody may change what it gives.
   *
   * @throws {HotlineError} `unavailable` if the database does not answer; and what `parse` throws.
   */
  get<Found>(key: Deno.KvKey, parse: (entry: Entry) => Found): Promise<Found> {
    const name = JSON.stringify(key);
    let asked = this.#asked.get(name);
    if (!asked) {
      if (this.#asked.size === 0) setImmediate(() => this.#readAll());
      const entry = Promise.withResolvers<Entry>();
      asked = { key, entry, found: entry.promise.then(parse) };
      this.#asked.set(name, asked);
    }
    return asked.found as Promise<Found>;
  }

  #readAll(): void {
    const asked = [...this.#asked.values()];
    this.#asked = new Map();
    for (let at = 0; at < asked.length; at += GET_MANY_MAX) {
      void this.#read(asked.slice(at, at + GET_MANY_MAX));
    }
  }

  async #read(asked: readonly Asked[]): Promise<void> {
    const keys = asked.map(({ key }) => key);
    try {
      const entries = await retryRead(() => this.#kv.getMany(keys));
      asked.forEach(({ entry }, at) => entry.resolve(entries[at]!));
    } catch (error) {
      for (const { entry } of asked) entry.reject(error);
    }
  }
}
