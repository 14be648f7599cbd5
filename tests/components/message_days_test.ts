import { deepEqual, equal } from "node:assert/strict";
import { SERVER_CLOCK } from "../../components/clock.ts";
import { messageDays } from "../../components/message_days.ts";
import type { ShownMessage } from "../../components/shown_message.ts";
import { asker, helper, message } from "./samples.tsx";

const at = (time: string, change: Partial<ShownMessage> = {}) =>
  message({ createdAt: `2026-11-${time}:00.000Z`, ...change });

const runs = (messages: ShownMessage[], zone = "UTC") =>
  messageDays(messages, { ...SERVER_CLOCK, zone })
    .map(({ runs }) => runs.map(({ messages }) => messages.length));

Deno.test("no messages make no days", () => deepEqual(runs([]), []));

Deno.test("what one person writes in one go is one run", () => {
  deepEqual(runs([at("22T14:00"), at("22T14:01"), at("22T14:09")]), [[3]]);
});

Deno.test("another author starts a run", () => {
  const helping = { author: helper };
  deepEqual(runs([at("22T14:00"), at("22T14:01", helping), at("22T14:02")]), [[1, 1, 1]]);
});

Deno.test("a note does not join a public message of the same author", () => {
  deepEqual(runs([at("22T14:00"), at("22T14:01", { kind: "note" })]), [[1, 1]]);
});

Deno.test("after a pause of ten minutes the same author starts a run with a new time", () => {
  deepEqual(runs([at("22T14:00"), at("22T14:09"), at("22T14:19")]), [[2, 1]]);
});

Deno.test("midnight separates days, and a run does not reach across it", () => {
  deepEqual(runs([at("21T23:59"), at("22T00:00")]), [[1], [1]]);
});

Deno.test("days are those of the reader", () => {
  const messages = [at("21T22:30"), at("21T23:30")];
  equal(messageDays(messages, SERVER_CLOCK).length, 1);
  equal(messageDays(messages, { ...SERVER_CLOCK, zone: "Europe/Berlin" }).length, 2);
});

Deno.test("a run is known by its first message, so that it stays when it grows", () => {
  const first = at("22T14:00", { author: asker });
  const [day] = messageDays([first, at("22T14:01")], SERVER_CLOCK);
  equal(day?.runs[0]?.key, first.key);
});
