import { equal, match } from "node:assert/strict";
import {
  type Clock,
  dayWords,
  exactTime,
  fully,
  recently,
  SERVER_CLOCK,
  shortly,
  timeOfDay,
} from "../../components/clock.ts";

const now = Date.parse("2026-11-22T15:00:00Z");
const berlin: Clock = { now, zone: "Europe/Berlin" };
const utc: Clock = { now, zone: "UTC" };

Deno.test("a server tells the time in UTC and nothing that changes while the page waits", () => {
  equal(recently("2026-11-22T14:59:50Z", SERVER_CLOCK), "14:59");
  equal(dayWords("2026-11-22T14:59:50Z", SERVER_CLOCK), "Sunday 22 November 2026");
});

Deno.test("a reader is told the time where they are", () => {
  equal(timeOfDay("2026-11-22T14:02:00Z", berlin), "15:02");
  match(exactTime("2026-11-22T14:02:31Z", berlin), /22 November 2026.*15:02:31/);
});

Deno.test("what is recent is told as an age, what is older as a time", () => {
  equal(recently("2026-11-22T14:59:30Z", utc), "just now");
  equal(recently("2026-11-22T14:55:00Z", utc), "5 min ago");
  equal(recently("2026-11-22T14:00:01Z", utc), "59 min ago");
  equal(recently("2026-11-22T14:00:00Z", utc), "14:00");
});

Deno.test("a message from a clock that is ahead is just now", () => {
  equal(recently("2026-11-22T15:03:00Z", utc), "just now");
});

Deno.test("days have names as people use them", () => {
  equal(dayWords("2026-11-22T00:01:00Z", utc), "Today");
  equal(dayWords("2026-11-21T23:59:00Z", utc), "Yesterday");
  equal(dayWords("2026-11-21T23:59:00Z", berlin), "Today");
  equal(dayWords("2026-11-20T12:00:00Z", utc), "Friday 20 November");
  equal(dayWords("2025-11-20T12:00:00Z", utc), "Thursday 20 November 2025");
});

Deno.test("the list tells the shortest that is clear", () => {
  equal(shortly("2026-11-22T14:02:00Z", utc), "14:02");
  equal(shortly("2026-11-21T14:02:00Z", utc), "Sat");
  equal(shortly("2026-11-03T14:02:00Z", utc), "3 Nov");
  equal(shortly("2025-11-03T14:02:00Z", utc), "3 Nov 2025");
  equal(fully("2026-11-03T14:02:00Z", utc), "3 Nov 2026, 14:02");
});
