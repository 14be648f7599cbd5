import assert from "node:assert/strict";
import { describeVariables } from "../../lib/model/config.ts";

const README = new URL("../../README.md", import.meta.url);

/** The cells of each row of a table in Markdown, without code marks. */
function rowsOf(markdown: string): string[][] {
  return markdown.split("\n").filter((line) => line.trim().startsWith("|")).map((line) =>
    line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.replaceAll("`", "").trim())
  );
}

Deno.test("README's table of the configuration is what the code reads", async () => {
  const rows = rowsOf(await Deno.readTextFile(README));
  for (const { name, default: shown, meaning } of describeVariables()) {
    const row = rows.find(([first]) => first === name);
    const expected = [name, shown, meaning.replaceAll("`", "")];
    assert.deepEqual(row, expected, `README.md needs the row | ${expected.join(" | ")} |`);
  }
});

Deno.test("README names no variable that the code does not read", async () => {
  const known = new Set(describeVariables().map(({ name }) => name));
  const named = (await Deno.readTextFile(README)).match(/\bHOTLINE_[A-Z_]*[A-Z]\b/g) ?? [];
  assert.deepEqual(named.filter((name) => !known.has(name)), []);
});
