import assert from "node:assert/strict";
import { check } from "./check.ts";
import { SIGN_OUT_GRACE_MS } from "./check_joins.ts";
import { entry, faultless, message, REQUEST_ID, seen, sent } from "./evidence.ts";
import { VIOLATION_KINDS, type ViolationKind } from "./violations.ts";

type Broken = ReturnType<typeof faultless>;

/** What is broken, how, and what the checker must call it. */
const BREAKS: [string, ViolationKind, (evidence: Broken) => void][] = [
  ["an acknowledged message that the log does not have", "acknowledged but lost", ({ ann }) => {
    ann.sent.set("lost", sent(6, { clientId: "lost" }));
  }],
  ["an acknowledged message under another number", "acknowledged but lost", ({ ann }) => {
    ann.sent.get("command 1")!.acks.push({ seq: 2, messageId: "message 1", atMs: 9 });
  }],
  ["an acknowledged message with other words", "acknowledged but lost", ({ ann }) => {
    ann.sent.get("command 1")!.body = "other words";
  }],
  ["a message that was stored again", "stored twice", ({ logs: [log] }) => {
    const again = message(6, { clientId: "command 1" });
    log!.entries.push(entry(6, again, "newMessage"));
    log!.messages.push(again);
    log!.head = 6;
  }],
  ["an edit that was stored again", "stored twice", ({ logs: [log] }) => {
    log!.entries.push(entry(6, message(2, { body: "edited" }), "messageUpdated"));
    log!.head = 6;
  }],
  ["a deletion that was stored again", "stored twice", ({ logs: [log] }) => {
    const deleted = message(1, { body: "", isDeleted: true });
    log!.entries.push(entry(6, deleted, "messageDeleted"));
    log!.head = 6;
  }],
  ["a number missing in the log", "hole", ({ logs: [log] }) => {
    log!.entries.pop();
    log!.entries.push(entry(6, message(1, { body: "", isDeleted: true }), "messageDeleted"));
    log!.head = 6;
  }],
  ["a head beyond the log", "hole", ({ logs: [log] }) => {
    log!.head = 6;
  }],
  ["a number missing in what a client received", "hole", ({ mia }) => {
    mia.joins[0]!.events.splice(2, 1);
  }],
  ["a first number that does not follow the cursor", "hole", ({ ann }) => {
    ann.joins[1]!.events.shift();
  }],
  ["a joining that did not bring what it named", "hole", ({ ann }) => {
    ann.joins[1]!.head = 9;
  }],
  ["a message missing on a page", "hole", ({ pages: [, page] }) => {
    page!.messages = page!.messages.filter(({ seq }) => seq !== 2);
  }],
  ["two events that changed places", "out of order", ({ mia: { joins: [join] } }) => {
    join!.events = [seen(2), seen(1), ...join!.events.slice(2)];
  }],
  ["an event from before the cursor", "out of order", ({ ann }) => {
    ann.joins[1]!.events.unshift(seen(2));
  }],
  ["an event that came again", "delivered twice in one join", ({ mia }) => {
    mia.joins[0]!.events.push(seen(5));
  }],
  ["a note that a requester saw", "seen without the right", ({ ann }) => {
    ann.joins[1]!.events[0] = seen(3, { isNote: true });
  }],
  ["a request that is somebody else's", "seen without the right", ({ ann }) => {
    ann.isAllowed = false;
  }],
  ["an event of a request that was not joined", "seen without the right", ({ ann }) => {
    ann.joins[1]!.events[1] = seen(4, { requestId: "another" });
  }],
  ["an event long after signing out", "seen without the right", ({ ann }) => {
    ann.signedOutAtMs = 3;
    ann.joins[1]!.events[2]!.atMs = 4 + SIGN_OUT_GRACE_MS;
  }],
  ["an acknowledged edit that the log does not have", "edit lost", ({ ann }) => {
    ann.sent.get("command 4")!.body = "another edit";
  }],
  ["an acknowledged deletion that the log does not have", "edit lost", ({ ann }) => {
    ann.sent.get("command 5")!.acks[0]!.seq = 4;
  }],
  ["a stored message in an earlier state", "edit lost", ({ logs: [log] }) => {
    log!.messages[1] = message(2);
  }],
  ["a page that shows an earlier state", "edit lost", ({ pages: [page] }) => {
    page!.messages = [page!.messages[0]!, message(2)];
  }],
  ["an event with other words than the log's", "differs from the log", ({ mia }) => {
    mia.joins[0]!.events[0]!.digest = 1;
  }],
  ["an event hidden from an agent", "differs from the log", ({ mia }) => {
    mia.joins[0]!.events[2] = seen(3, { isHidden: true });
  }],
  ["a public event hidden from a requester", "differs from the log", ({ ann }) => {
    ann.joins[0]!.events[1] = seen(2, { isHidden: true });
  }],
  ["an event that the log does not have", "differs from the log", ({ mia }) => {
    mia.joins[0]!.events.push(seen(6));
  }],
  ["a message that no event made", "differs from the log", ({ logs: [log] }) => {
    log!.messages.push(message(9));
  }],
  ["a page with a message too many", "differs from the log", ({ pages: [page] }) => {
    page!.messages = [...page!.messages, message(9)];
  }],
  ["a joining that ends early", "joined behind what was acknowledged", ({ ann }) => {
    ann.joins[1]!.headAtLeast = 4;
  }],
];

Deno.test("a faultless run has no violation", () => {
  assert.deepEqual(check(faultless()), []);
});

for (const [what, kind, damage] of BREAKS) {
  Deno.test(`the checker finds ${what}: ${kind}`, () => {
    const evidence = faultless();
    damage(evidence);
    const found = check(evidence).map((violation) => violation.kind);
    assert.ok(found.includes(kind), `found ${found.join(", ") || "nothing"}`);
  });
}

Deno.test("every kind of violation is found in some broken history", () => {
  const found = new Set(BREAKS.map(([, kind]) => kind));
  // That one is found while the run still waits: see convergence_test.ts.
  assert.deepEqual(VIOLATION_KINDS.filter((kind) => !found.has(kind)), ["not converged"]);
});

Deno.test("a client without a log to hold it against is a mistake of the run", () => {
  assert.throws(() => check({ ...faultless(), logs: [] }), new RegExp(REQUEST_ID));
});
