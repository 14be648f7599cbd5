// The checker is shown broken histories: it finds each kind of violation, and none where there is none.
import assert from "node:assert/strict";
import { RoomChecker, Violations } from "../../bench/load/room_checker.ts";

type Delivery = [member: number, seq: number, clientId: string];

const GOOD: Delivery[] = [[0, 1, "a"], [1, 1, "a"], [0, 2, "b"], [1, 2, "b"]];

function check(deliveries: Delivery[], acks: [clientId: string, seq: number][]): string[] {
  const violations = new Violations();
  const checker = new RoomChecker("room", violations);
  checker.begins(0, 0);
  checker.begins(1, 0);
  for (const [member, seq, clientId] of deliveries) {
    checker.learn(seq, clientId);
    checker.event(member, seq);
  }
  for (const ack of acks) checker.ack(...ack);
  checker.finish();
  return violations.list();
}

Deno.test("a good history has no violation", () => {
  assert.deepEqual(check(GOOD, [["a", 1], ["b", 2]]), []);
});

const BROKEN: [string, Delivery[], [string, number][], RegExp][] = [
  ["a hole", [[0, 1, "a"], [0, 2, "b"], [1, 2, "b"]], [], /member 1 got 2 after 0/],
  ["a repeat", [...GOOD, [1, 2, "b"]], [], /member 1 got 2 after 2/],
  ["another order", [[0, 2, "b"], [0, 1, "a"], ...GOOD.slice(1)], [], /got 2 after 0/],
  ["different events", [[0, 1, "a"], [1, 1, "b"]], [], /1 is a to some, and b to others/],
  ["one message twice", [[0, 1, "a"], [1, 1, "a"], [0, 2, "a"], [1, 2, "a"]], [], /both 1 and 2/],
  ["a member left behind", GOOD.slice(0, 3), [], /member 1 has no more than 1 of 2/],
  ["acknowledged but lost", GOOD, [["c", 3]], /c was acknowledged as 3/],
  ["acknowledged as another", GOOD, [["a", 2]], /a was acknowledged as 2/],
  ["acknowledged twice", GOOD, [["a", 1], ["a", 1]], /acknowledged twice/],
];

for (const [name, deliveries, acks, expected] of BROKEN) {
  Deno.test(`the checker finds ${name}`, () => {
    assert.match(check(deliveries, acks).join("\n"), expected);
  });
}

Deno.test("of many violations a few are told, and the rest counted", () => {
  const violations = new Violations();
  for (let index = 0; index < 25; index++) violations.add(`number ${index}`);
  assert.equal(violations.list().length, 21);
  assert.equal(violations.list().at(-1), "and 5 more");
});
