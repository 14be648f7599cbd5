import assert from "node:assert/strict";
import { askSchema, titleOf } from "../../lib/model/guest.ts";
import { fieldErrors } from "../../lib/model/parse.ts";

const LINK = "A".repeat(43);
const ASKED = { name: "Gwen", email: "", question: "Where?", link: LINK };

Deno.test("each field of a question that makes no sense is named", () => {
  const wrong: [string, unknown][] = [
    ["name", " "],
    ["name", "x".repeat(81)],
    ["email", "gwen"],
    ["email", "gwen@"],
    ["email", "a b@example.org"],
    ["email", `${"x".repeat(250)}@example.org`],
    ["email", 7],
    ["question", "\n"],
    ["question", "x".repeat(10_001)],
    ["link", ""],
    ["link", "A".repeat(42)],
    ["link", "A".repeat(44)],
    ["link", "/".repeat(43)],
  ];
  for (const [field, value] of wrong) {
    const { error } = askSchema.safeParse({ ...ASKED, [field]: value });
    assert(error, `${field}: ${value} was accepted`);
    assert.deepEqual(fieldErrors(error).map(({ path }) => path), [field]);
  }
});

Deno.test("an e-mail address may be left out", () => {
  assert.equal(askSchema.parse({ ...ASKED, email: "  " }).email, null);
  assert.equal(askSchema.parse({ ...ASKED, email: " g@example.org " }).email, "g@example.org");
});

Deno.test("a title is the first line, and ends with a word", () => {
  assert.equal(titleOf("Where is it?\nMore."), "Where is it?");
  assert.equal(titleOf("\u0001\n \nWhere\tis  it?"), "Where is it?");
  assert.equal(titleOf("\u0001"), "A question");
  const long = titleOf(`${"word ".repeat(30)}`);
  assert.equal(long, `${"word ".repeat(15)}word…`);
  for (const text of ["x".repeat(300), "漢字".repeat(90), "👩‍👩‍👧 ".repeat(60), "𝔘".repeat(150)]) {
    const title = titleOf(text);
    assert(title.length <= 81 && title.length > 10, `${title.length}`);
    assert(title.isWellFormed());
    assert(text.startsWith(title.slice(0, -1)));
  }
});
