import assert from "node:assert/strict";
import * as policy from "../../lib/chat/policy.ts";
import { type ErrorCode, HotlineError } from "../../lib/model/errors.ts";
import type { RequestChanges } from "../../lib/model/events.ts";
import type { Kind, Message } from "../../lib/model/message.ts";
import { type Status, statusSchema } from "../../lib/model/request.ts";
import type { User } from "../../lib/model/user.ts";
import { ada, ann, lin, max, mia, otto } from "../helpers/people.ts";

type Answer = "yes" | ErrorCode;

const STATUSES = statusSchema.options;
const KINDS: Kind[] = ["public", "note"];
/** The request is Ann's, Lin was let in. Otto is an outsider; Mia and Max are agents, Ada is an admin. */
const EVERYONE = { ann, otto, mia, max, ada, lin };
type Name = keyof typeof EVERYONE;
const NAMES = Object.keys(EVERYONE) as Name[];

const requestIn = (status: Status) => ({ requester: ann, access: [lin], status });

function messageBy(author: User, kind: Kind): Message {
  const id = "01J0000000000000000000000M";
  const about = { id, requestId: id, seq: 1, clientId: "one", author, kind, body: "hello" };
  const times = { createdAt: "2026-01-01T00:00:00Z", editedAt: null, deletedAt: null };
  return { ...about, ...times, replyTo: null, attachments: [], reactions: {} };
}

function answerOf(check: () => void): Answer {
  try {
    check();
    return "yes";
  } catch (error) {
    assert(error instanceof HotlineError);
    return error.code;
  }
}

/** What everyone is answered, in the order of the table's columns. */
const answers = (ask: (user: User) => void) =>
  NAMES.map((name) => answerOf(() => ask(EVERYONE[name])));
const columns = (text: string) => text.split(/\s+/).filter((cell) => cell !== "");

Deno.test("who may read a request", () => {
  for (const status of STATUSES) {
    assert.deepEqual(
      answers((user) => policy.assertReadable(user, requestIn(status))),
      //       ann otto      mia max ada lin
      columns("yes not_found yes yes yes yes"),
    );
  }
});

Deno.test("who may send what, at every status", () => {
  const table: Record<Kind, string> = {
    //       ann      otto      mia max ada lin
    public: "yes      not_found yes yes yes yes",
    note: "forbidden not_found yes yes yes forbidden",
  };
  for (const kind of KINDS) {
    for (const status of STATUSES) {
      const expected = columns(table[kind])
        .map((answer) => status === "closed" && answer === "yes" ? "request_closed" : answer);
      const asked = answers((user) => policy.assertSendable(user, requestIn(status), kind));
      assert.deepEqual(asked, expected, `${kind} while ${status}`);
    }
  }
});

/** Rows: whose message it is. A note that a requester wrote is one from when it was an agent. */
const EDIT: Record<Kind, Record<Name, string>> = {
  public: {
    //    ann       otto      mia       max       ada       lin
    ann: "yes       not_found forbidden forbidden forbidden forbidden",
    otto: "forbidden not_found forbidden forbidden forbidden forbidden",
    mia: "forbidden not_found yes       forbidden forbidden forbidden",
    max: "forbidden not_found forbidden yes       forbidden forbidden",
    ada: "forbidden not_found forbidden forbidden yes       forbidden",
    lin: "forbidden not_found forbidden forbidden forbidden yes",
  },
  note: {
    ann: "not_found not_found forbidden forbidden forbidden not_found",
    otto: "not_found not_found forbidden forbidden forbidden not_found",
    mia: "not_found not_found yes       forbidden forbidden not_found",
    max: "not_found not_found forbidden yes       forbidden not_found",
    ada: "not_found not_found forbidden forbidden yes       not_found",
    lin: "not_found not_found forbidden forbidden forbidden not_found",
  },
};

function assertTable(
  table: Record<Kind, Record<Name, string>>,
  check: typeof policy.assertEditable,
  may: typeof policy.mayEdit,
): void {
  for (const kind of KINDS) {
    for (const author of NAMES) {
      for (const status of STATUSES) {
        const expected = columns(table[kind][author])
          .map((answer) => status === "closed" && answer === "yes" ? "request_closed" : answer);
        const [request, message] = [requestIn(status), messageBy(EVERYONE[author], kind)];
        const asked = answers((user) => check(user, request, message));
        assert.deepEqual(asked, expected, `${kind} message by ${author} while ${status}`);
        const shown = NAMES.map((name) => may(EVERYONE[name], request, message));
        assert.deepEqual(shown, expected.map((answer) => answer === "yes"), "what is shown");
        const deleted = { ...message, deletedAt: "2026-01-01T00:00:00Z" };
        assert(!NAMES.some((name) => may(EVERYONE[name], request, deleted)), "nothing to do");
      }
    }
  }
}

Deno.test("who may edit whose message, of every kind and at every status", () => {
  assertTable(EDIT, policy.assertEditable, policy.mayEdit);
});

Deno.test("who may delete whose message: an admin any, all others their own", () => {
  const asAdmin = (row: string) => columns(row).toSpliced(4, 1, "yes").join(" ");
  const withAdmin = (rows: Record<Name, string>) =>
    Object.fromEntries(NAMES.map((name) => [name, asAdmin(rows[name])])) as Record<Name, string>;
  const table = { public: withAdmin(EDIT.public), note: withAdmin(EDIT.note) };
  assertTable(table, policy.assertDeletable, policy.mayDelete);
});

Deno.test("who may let people in and put them out, at every status", () => {
  for (const status of STATUSES) {
    assert.deepEqual(
      answers((user) => policy.assertGrantable(user, requestIn(status))),
      //       ann       otto      mia max ada lin
      columns("forbidden not_found yes yes yes forbidden"),
    );
  }
});

Deno.test("whoever was let in before and is of the staff now is of the staff", () => {
  const request = { requester: ann, access: [{ ...mia, role: "requester" as const }] };
  assert(policy.mayRead({ ...mia, role: "requester" }, request));
  assert(policy.maySee(mia, "note"));
});

Deno.test("who may change what of a request, at every status", () => {
  const table: [RequestChanges, string][] = [
    //                       ann        otto      mia max ada lin
    [{ title: "Other" }, "yes           not_found yes yes yes forbidden"],
    [{ status: "open" }, "yes           not_found yes yes yes forbidden"],
    [{ status: "solved" }, "yes         not_found yes yes yes forbidden"],
    [{ status: "pending" }, "forbidden  not_found yes yes yes forbidden"],
    [{ status: "closed" }, "forbidden   not_found yes yes yes forbidden"],
    [{ assignee: mia }, "forbidden      not_found yes yes yes forbidden"],
    [{ assignee: null }, "forbidden     not_found yes yes yes forbidden"],
    [{ title: "Other", assignee: null }, "forbidden not_found yes yes yes forbidden"],
  ];
  for (const [changes, row] of table) {
    for (const status of STATUSES) {
      const asked = answers((user) => policy.assertChangeable(user, requestIn(status), changes));
      const [requester, ...others] = columns(row);
      const expected = [status === "closed" ? "forbidden" : requester, ...others];
      assert.deepEqual(asked, expected, `${JSON.stringify(changes)} while ${status}`);
    }
  }
});

Deno.test("who sees notes, and whose lists there are", () => {
  assert.deepEqual(NAMES.map((name) => policy.maySee(EVERYONE[name], "note")), [
    false,
    false,
    true,
    true,
    true,
    false,
  ]);
  for (const user of Object.values(EVERYONE)) {
    const isStaff = user.role !== "requester";
    assert(policy.maySee(user, "public"));
    assert.deepEqual(policy.visibleKinds(user), isStaff ? KINDS : ["public"]);
    assert.equal(policy.listScope(user), isStaff ? "all" : `user:${user.id}`);
  }
});
