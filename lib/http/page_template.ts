/** What is new in every view of a page, by name. */
export type Values = Readonly<Record<string, string>>;

const encoder = new TextEncoder();

/** A page as bytes, with places for what is new in every view. */
export class PageTemplate {
  /** Text and, at every second place, the name of a value. */
  readonly #parts: readonly (Uint8Array | string)[];
  readonly #textBytes: number;

  /** `values` are those of the first view: wherever they stand in its markup is a place. */
  constructor(html: string, values: Values) {
    const nameOf = new Map(Object.entries(values).map(([name, value]) => [value, name]));
    const places = new RegExp(`(${[...nameOf.keys()].map(RegExp.escape).join("|")})`);
    this.#parts = html.split(places).map((part) => nameOf.get(part) ?? encoder.encode(part));
    this.#textBytes = this.#parts.reduce(
      (sum, part) => typeof part === "string" ? sum : sum + part.length,
      0,
    );
  }

  /** Roughly what it takes in memory. */
  get bytes(): number {
    return this.#textBytes;
  }

  /** The page of a further view. */
  fill(values: Values): Uint8Array<ArrayBuffer> {
    const parts = this.#parts.map((part) =>
      typeof part === "string" ? encoder.encode(values[part]) : part
    );
    const page = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      page.set(part, at);
      at += part.length;
    }
    return page;
  }
}
