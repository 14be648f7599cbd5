import assert from "node:assert/strict";
import { type Arriving, behind } from "./convergence.ts";
import { REQUEST_ID } from "./evidence.ts";

const heads = new Map([[REQUEST_ID, 5]]);

function client(last: number, state: { isOver?: boolean; signedOutAtMs?: number } = {}): Arriving {
  const { isOver = false, signedOutAtMs = null } = state;
  return {
    recorder: { history: { name: "ann", requestId: REQUEST_ID, signedOutAtMs } },
    last,
    waiting: 0,
    isOver,
    isSettledAt: (head) => head === last && !isOver,
  };
}

Deno.test("a client that has not arrived is named, with what it lacks", () => {
  assert.match(behind(client(4), heads)[0] ?? "", /^ann of request: at 4 of 5/);
});

Deno.test("a client that was put out without having signed out has not arrived", () => {
  assert.match(behind(client(5, { isOver: true }), heads)[0] ?? "", /put out/);
});

Deno.test("a client that signed out and is still there is named", () => {
  assert.match(behind(client(5, { signedOutAtMs: 1 }), heads)[0] ?? "", /still there/);
});

Deno.test("who has everything has arrived, and so has who signed out and left", () => {
  assert.deepEqual(behind(client(5), heads), []);
  assert.deepEqual(behind(client(1, { signedOutAtMs: 1, isOver: true }), heads), []);
});
