import { compressedPart, gzipOf, type GzipPart, joined, storedPart } from "./gzip.ts";

/** What is new in every view of a page, by name. */
export type Values = Readonly<Record<string, string>>;

const encoder = new TextEncoder();

/** A page as bytes, with places for what is new in every view. */
export class PageTemplate {
  /** Text and, at every second place, the name of a value. */
  readonly #parts: readonly (Uint8Array | string)[];
  #gzipParts: readonly (GzipPart | string)[] | null = null;

  /** `values` are those of the first view: wherever they stand in its markup is a place. */
  constructor(html: string, values: Values) {
    const parts: (Uint8Array | string)[] = [];
    let end = 0;
    for (const { at, name, value } of placesOf(html, values)) {
      parts.push(encoder.encode(html.slice(end, at)), name);
      end = at + value.length;
    }
    this.#parts = [...parts, encoder.encode(html.slice(end))];
  }

  /** What its text takes in memory, not compressed. */
  get bytes(): number {
    return this.#parts.reduce(
      (sum, part) => typeof part === "string" ? sum : sum + part.length,
      0,
    );
  }

  /** The page of a view. */
  fill(values: Values): Uint8Array<ArrayBuffer> {
    return joined(
      this.#parts.map((part) => typeof part === "string" ? bytesOf(values, part) : part),
    );
  }

  /** The same as gzip. Its text is compressed by the first call, and by no other. */
  fillGzipped(values: Values): Uint8Array<ArrayBuffer> {
    this.#gzipParts ??= this.#parts.map((part) =>
      typeof part === "string" ? part : compressedPart(part)
    );
    return gzipOf(
      this.#gzipParts.map((part) =>
        typeof part === "string" ? storedPart(bytesOf(values, part)) : part
      ),
    );
  }
}

const bytesOf = (values: Values, name: string): Uint8Array => encoder.encode(values[name]);

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
