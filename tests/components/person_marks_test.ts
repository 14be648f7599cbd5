import { equal, notEqual, ok } from "node:assert/strict";
import { hueOf, HUES } from "../../components/hue.ts";
import { initials } from "../../components/initials.ts";

Deno.test("initials are of the first and the last word", () => {
  equal(initials("Robin Example"), "RE");
  equal(initials("robin van der example"), "RE");
  equal(initials("Robin"), "R");
  equal(initials("  Élodie   O'Neill "), "ÉO");
});

Deno.test("initials are letters of any script, or digits", () => {
  equal(initials("(Robin) [Example]"), "RE");
  equal(initials("山田 太郎"), "山太");
  equal(initials("Агент 47"), "А4");
});

Deno.test("a name without any letter still has a mark", () => {
  equal(initials("🙂"), "?");
  equal(initials(""), "?");
});

Deno.test("a person's hue never changes", () => {
  equal(hueOf("01K0000000000000000000ABCD"), hueOf("01K0000000000000000000ABCD"));
  equal(hueOf("01ARZ3NDEKTSV4RRFFQ69G5FAV"), 2);
});

Deno.test("ids that differ in one character spread over all hues", () => {
  const counts = new Array<number>(HUES).fill(0);
  const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (const a of digits) {
    for (const b of digits) {
      const hue = hueOf(`01K000000000000000000000${a}${b}`);
      counts[hue] = (counts[hue] ?? 0) + 1;
    }
  }
  for (const count of counts) ok(count > 40, `uneven: ${counts}`);
  notEqual(hueOf("01K00000000000000000000000"), hueOf("01K00000000000000000000001"));
});
