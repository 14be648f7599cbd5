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
    const parts: (Uint8Array | string)[] = [];
    let end = 0;
    for (const { at, name, value } of placesOf(html, values)) {
      parts.push(encoder.encode(html.slice(end, at)), name);
      end = at + value.length;
    }
    this.#parts = [...parts, encoder.encode(html.slice(end))];
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

/** Where the values stand, in order. */
function placesOf(html: string, values: Values) {
  const places: { at: number; name: string; value: string }[] = [];
  for (const [name, value] of Object.entries(values)) {
    for (let at = html.indexOf(value); at >= 0; at = html.indexOf(value, at + value.length)) {
      places.push({ at, name, value });
    }
  }
  return places.sort((a, b) => a.at - b.at);
}
