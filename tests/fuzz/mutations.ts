/** What is right, and one step beside it: that gets furthest into a parser. */
import fc from "fast-check";
import { hostileName, hostileSource, hostileText } from "./hostile.ts";

/** An object as it is written: its members in order, each with the source of its value. */
type Members = readonly (readonly [name: string, source: string])[];
export type Fields = Record<string, unknown>;

const membersOf = (fields: Fields): Members =>
  Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, JSON.stringify(value)] as const]
  );

const written = (members: Members): string =>
  `{${members.map(([name, source]) => `${JSON.stringify(name)}:${source}`).join(",")}}`;

const place = fc.nat({ max: 1_000 });
const at = (where: number, length: number): number => Math.floor(where * length / 1_001);

/** The JSON of such an object with one member that is gone, wrong, new or there twice. */
function mutatedMembers(fields: fc.Arbitrary<Fields>): fc.Arbitrary<string> {
  const kinds = fc.constantFrom("replace", "replace", "replace", "remove", "add", "double", "swap");
  return fc.tuple(fields, kinds, place, hostileName, hostileSource)
    .map(([valid, kind, where, name, source]) => {
      const members = membersOf(valid);
      const chosen = at(where, members.length);
      const [old = ""] = members[chosen] ?? [];
      if (kind === "add" || members.length === 0) return written([...members, [name, source]]);
      if (kind === "double") return written([...members, [old, source]]);
      if (kind === "remove") return written(members.toSpliced(chosen, 1));
      if (kind === "swap") {
        return written(members.with(chosen, [name, members[chosen]?.[1] ?? "1"]));
      }
      return written(members.with(chosen, [old, source]));
    });
}

/** A text with something in it, before it or cut off. */
function mutatedText(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const kinds = fc.constantFrom("cut", "insert", "bom", "space", "array", "twice", "quote");
  return fc.tuple(texts, kinds, place, hostileText).map(([text, kind, where, word]) => {
    const index = at(where, text.length);
    if (kind === "cut") return text.slice(0, index);
    if (kind === "insert") return text.slice(0, index) + word + text.slice(index);
    if (kind === "bom") return "\ufeff" + text;
    if (kind === "space") return ` \r\n\t${text}\n `;
    if (kind === "array") return `[${text}]`;
    return kind === "twice" ? text + text : JSON.stringify(text);
  });
}

/** JSON around valid `fields`: right, nearly right, and not at all. */
export function mutatedJson(fields: fc.Arbitrary<Fields>): fc.Arbitrary<string> {
  const right = fields.map((valid) => written(membersOf(valid)));
  return fc.oneof(
    { weight: 2, arbitrary: right },
    { weight: 12, arbitrary: mutatedMembers(fields) },
    { weight: 3, arbitrary: mutatedText(right) },
    { weight: 1, arbitrary: hostileSource },
    { weight: 1, arbitrary: hostileText },
  );
}

/** A form or a query around valid `fields`. */
export function mutatedForm(fields: fc.Arbitrary<Fields>): fc.Arbitrary<string> {
  const pairsOf = (valid: Fields): [string, string][] =>
    Object.entries(valid).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)]]
    );
  const right = fields.map((valid) => String(new URLSearchParams(pairsOf(valid))));
  const one = fc.tuple(fields, place, hostileName, hostileText, fc.boolean())
    .map(([valid, where, name, text, isNew]) => {
      const pairs = pairsOf(valid);
      const chosen = at(where, pairs.length);
      const old = pairs[chosen]?.[0] ?? "";
      const changed: [string, string][] = isNew
        ? [...pairs, [name, text]]
        : pairs.map((pair, index) => index === chosen ? [old, text] : pair);
      return String(new URLSearchParams(changed));
    });
  return fc.oneof(
    { weight: 2, arbitrary: right },
    { weight: 12, arbitrary: one },
    { weight: 3, arbitrary: mutatedText(right) },
    { weight: 1, arbitrary: hostileText },
  );
}

/** UTF-8 that is cut, overlong, of surrogates or of no character at all. */
const BROKEN_UTF8 = [
  [0xc3],
  [0xe4, 0xb8],
  [0xf0, 0x9f, 0x98],
  [0xc0, 0xaf],
  [0xe0, 0x80, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0x80],
  [0xff, 0xfe],
  [0xef, 0xbb, 0xbf],
  [0x00],
];

/** A text as bytes; every other is not what UTF-8 should be. */
export function mutatedBytes(texts: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const broken = fc.option(fc.constantFrom(...BROKEN_UTF8), { freq: 2 });
  return fc.tuple(texts, broken, place).map(([text, bytes, where]) => {
    const encoded = new TextEncoder().encode(text);
    if (bytes === null) return encoded;
    const index = at(where, encoded.length + 1);
    return new Uint8Array([...encoded.slice(0, index), ...bytes, ...encoded.slice(index)]);
  });
}
