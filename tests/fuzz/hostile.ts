/** Values that nobody sends by accident, as they are written in JSON and elsewhere. */
import fc from "fast-check";

const DEEP = 10_000;

const oddWords = fc.constantFrom(
  "",
  " ",
  "\n\t",
  "\0",
  "a\0b",
  "\u001b[31m",
  "\ufeff",
  "\ud800",
  "a\udc00b",
  "\udfff\ud800",
  "\u202eabc\u202c",
  "\u2028\u2029",
  "\r\r\n",
  "\u212a",
  "\u0130",
  "\ufffe\uffff",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "NaN",
  "Infinity",
  "null",
  "undefined",
  "1e400",
  "-0",
  "0x10",
  "1_000",
  "%00",
  "%zz",
  "../..",
  "[object Object]",
  "01J0000000000000000000000O",
  "01J00000000000000000000000\n",
  "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
);

/** Around the bounds of fields, and such as make a careless pattern look back again and again. */
const longWords = fc.tuple(
  fc.constantFrom("x", " ", "\u4e16", "\r", "a@", "\ud83d\ude00", ".-", "\0", "1", "\u0301"),
  fc.constantFrom(31, 32, 64, 65, 80, 200, 201, 256, 10_000, 10_001, 30_000),
).map(([unit, times]) => unit.repeat(times) + "!");

/** Any string there is, lone surrogates included. */
const anyCodeUnits = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units));

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: oddWords },
  { weight: 6, arbitrary: anyCodeUnits },
  { weight: 6, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 1, arbitrary: longWords },
);

/** JSON of one value, as its source: what no `JSON.stringify` writes is in it as well. */
export const hostileSource: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      "null",
      "true",
      "false",
      "0",
      "-0",
      "-1",
      "1.5",
      "1e400",
      "-1e400",
      "1e-400",
      "9007199254740993",
      "123456789012345678901234567890",
      "[]",
      "{}",
      "[null]",
      '[["text"]]',
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"toString":1,"valueOf":null,"length":-1}',
      '{"then":1,"toJSON":1}',
    ),
  },
  { weight: 12, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  { weight: 4, arbitrary: fc.json({ maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "[".repeat(DEEP) + "]".repeat(DEEP),
      '{"a":'.repeat(DEEP) + "1" + "}".repeat(DEEP),
      '{"__proto__":'.repeat(100) + "1" + "}".repeat(100),
      "9".repeat(DEEP),
    ),
  },
);

export const hostileName = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "prototype", "toString", "then", "length", "", "0"),
  hostileText,
);
