import assert from "node:assert/strict";
import { RATES } from "../../lib/limits/rates.ts";

const SHOWN = [
  ["signIn", "failed sign-ins, but for browsers known to the account"],
  ["signUp", "accounts made"],
  ["guestRequest", "requests made without an account"],
  ["newRequest", "requests made"],
  ["accountChange", "changes of one's own account: passwords, tokens, passkeys"],
  ["command", "commands over sockets; all other calls and forms that write"],
  ["join", "upgrades and joins"],
  ["read", "pages and calls that read"],
] as const;

Deno.test("README shows every rate as it is", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const rows = readme.split("\n")
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assert.deepEqual(SHOWN.map(([action]) => action).sort(), Object.keys(RATES).sort());
  for (const [action, words] of SHOWN) {
    const { person, address } = RATES[action];
    const numbers = [person?.burst, person?.perMinute, address.burst, address.perMinute];
    const cells = [words, ...numbers.map((number) => number?.toLocaleString("en") ?? "")];
    assert.deepEqual(rows.find(([first]) => first === words), cells);
  }
});
