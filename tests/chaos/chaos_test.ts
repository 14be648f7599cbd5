/** A short run in each set-up, always the same one: `deno task chaos` finds nothing. */
import assert from "node:assert/strict";
import { PROJECT_ROOT } from "../helpers/project_root.ts";

const MINUTES = "0.25";
const SEED = "20261122";
/** Modest, so that a busy machine keeps up. */
const PER_SECOND = "60";

/** In a process of its own, as people start it. */
async function chaos(...args: string[]): Promise<{ code: number; out: string; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/chaos.ts", ...args],
    cwd: PROJECT_ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out: out!, said: out! + errors! };
}

for (const setup of ["isolates", "processes"]) {
  Deno.test(`a short run of chaos finds no violation (${setup})`, async () => {
    const short = ["--minutes", MINUTES, "--seed", SEED, "--rate", PER_SECOND];
    const { code, out, said } = await chaos(...short, "--setup", setup);
    assert.equal(code, 0, said);
    assert.match(out, new RegExp(`^setup ${setup} · seed ${SEED} · .* · violations 0\\n$`));
    assert.doesNotMatch(out, /· (messages|delivered) 0 ·/, "people wrote and read");
  });
}

Deno.test("a wrong command line is refused with what would be right", async () => {
  const refused = [["--minutes", "soon"], ["--setup", "moon"], ["--seed", "1.5"], ["--speed", "9"]];
  for (const { code, said } of await Promise.all(refused.map((args) => chaos(...args)))) {
    assert.equal(code, 2);
    assert.match(said, /Usage: deno task chaos/);
  }
});
