/** How the tests here throw things: how many, from which seed, and what must hold for each. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { HotlineError } from "../../lib/model/errors.ts";

/** Change it to try other values; a failure names it, with the path to the smallest that fails. */
export const SEED = 20_261_123;
/** Raise it for a longer search. */
export const TIMES = 1;

/** A property of `runs` generated values. */
export function holds<Value>(
  runs: number,
  values: fc.Arbitrary<Value>,
  property: (value: Value) => void,
): void {
  fc.assert(fc.property(values, (value) => unpolluted(() => property(value))), options(runs));
}

/** The same where the answer has to be waited for. */
export async function eventuallyHolds<Value>(
  runs: number,
  values: fc.Arbitrary<Value>,
  property: (value: Value) => Promise<void>,
): Promise<void> {
  const checked = fc.asyncProperty(values, async (value) => {
    await property(value);
    assertUnpolluted();
  });
  await fc.assert(checked, options(runs));
}

const options = (runs: number) => ({ seed: SEED, numRuns: runs * TIMES });

/** Values without a search for the smallest that fails: for what takes long to try. */
export const samples = <Value>(values: fc.Arbitrary<Value>, count: number): Value[] =>
  fc.sample(values, options(count));

/** What a parser refuses; null if it takes it. Anything but a refusal is a defect. */
export function refusalIn(parse: () => unknown): HotlineError | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (error instanceof HotlineError) return error;
    throw error;
  }
}

/** Every refusal says of which field it is, of those that there are or of the whole. */
export function assertNamesFields(error: HotlineError, known: readonly string[]): void {
  assert.ok(error.fields.length > 0, `no field is named: ${error.message}`);
  for (const { path, message } of error.fields) {
    assert.ok(known.includes(path.split(".")[0] ?? ""), `a field that is none: ${path}`);
    assert.ok(error.message.includes(`${path}: ${message}`), error.message);
  }
}

const INSIDES = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const insides = (): string =>
  INSIDES.map((prototype) => Reflect.ownKeys(prototype).length).join(" ");
const CLEAN = insides();

function assertUnpolluted(): void {
  assert.equal(insides(), CLEAN, "a prototype was changed");
}

function unpolluted(work: () => void): void {
  work();
  assertUnpolluted();
}
