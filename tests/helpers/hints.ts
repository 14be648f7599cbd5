/** Hints for tests of the bus. */
import type { Hint } from "../../lib/bus/bus.ts";

export const REQUEST_ID = "01J0000000000000000000000R";

export function hintAt(seq: number): Hint {
  const events = [{ seq, kind: "public" as const, json: `{"seq":${seq}}` }];
  return { v: 1, type: "events", requestId: REQUEST_ID, events, access: 0 };
}

export const HINT = hintAt(1);
export const ACCESS: Hint = { v: 1, type: "access" };
