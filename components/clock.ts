/**
 * What times are told by. A server knows neither the reader's zone nor when the
 * page is read, so it writes plain times in UTC; the same text comes out of
 * hydration, and only then the browser's own clock takes over.
 */
export interface Clock {
  now: number | null;
  zone: string;
}

export const SERVER_CLOCK: Clock = { now: null, zone: "UTC" };

type Style = "time" | "exact" | "day" | "date" | "weekday" | "key";

const STYLES: Record<Style, Intl.DateTimeFormatOptions> = {
  time: { hour: "2-digit", minute: "2-digit" },
  exact: { dateStyle: "full", timeStyle: "long" },
  day: { weekday: "long", day: "numeric", month: "long" },
  date: { day: "numeric", month: "short" },
  weekday: { weekday: "short" },
  key: { year: "numeric", month: "2-digit", day: "2-digit" },
};

// Making a formatter takes longer than a thousand uses of it.
const formatters = new Map<string, Intl.DateTimeFormat>();
// And using it takes longer than all else about a message, which is drawn again with each new one.
const words = new Map<string, string>();
const WORDS_MAX = 5_000;

/** Where the parts of a time stand in its text, which is always in UTC. */
const IN_UTC: Partial<Record<Style, readonly [start: number, end: number]>> = {
  time: [11, 16],
  key: [0, 10],
};

function format(style: Style, time: string | number, zone: string): string {
  const place = IN_UTC[style];
  if (zone === "UTC" && place && typeof time === "string") return time.slice(...place);
  const name = `${style} ${zone}`;
  const key = `${name} ${time}`;
  let found = words.get(key);
  if (found === undefined) {
    if (words.size >= WORDS_MAX) words.clear();
    words.set(key, found = formatterOf(name, style, zone).format(new Date(time)));
  }
  return found;
}

function formatterOf(name: string, style: Style, zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(name);
  if (formatter === undefined) {
    const locale = style === "key" ? "en-CA" : "en-GB";
    formatter = new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone: zone });
    formatters.set(name, formatter);
  }
  return formatter;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** "14:02" */
export const timeOfDay = (iso: string, clock: Clock): string => format("time", iso, clock.zone);

/** "Sunday 22 November 2026 at 14:02:31 UTC" */
export const exactTime = (iso: string, clock: Clock): string => format("exact", iso, clock.zone);

/** "2026-11-22": the same for all times of one day where the reader is. */
export const dayKey = (time: string | number, clock: Clock): string =>
  format("key", time, clock.zone);

/** "just now", "5 min ago", or "14:02" for what is older and before the page has a clock. */
export function recently(iso: string, clock: Clock): string {
  if (clock.now === null) return timeOfDay(iso, clock);
  const minutes = Math.floor((clock.now - Date.parse(iso)) / MINUTE_MS);
  if (minutes < 1) return "just now";
  return minutes < 60 ? `${minutes} min ago` : timeOfDay(iso, clock);
}

/** "Today", "Yesterday", "Sunday 22 November", with the year when it is another one. */
export function dayWords(iso: string, clock: Clock): string {
  const key = dayKey(iso, clock);
  if (clock.now === null) return `${format("day", iso, clock.zone)} ${key.slice(0, 4)}`;
  if (key === dayKey(clock.now, clock)) return "Today";
  if (key === dayKey(clock.now - DAY_MS, clock)) return "Yesterday";
  const year = key.slice(0, 4);
  const isThisYear = year === dayKey(clock.now, clock).slice(0, 4);
  return format("day", iso, clock.zone) + (isThisYear ? "" : ` ${year}`);
}

/** The shortest that tells: "14:02" today, "Tue" this week, "3 Nov", "3 Nov 2025". */
export function shortly(iso: string, clock: Clock): string {
  const now = clock.now ?? Date.now();
  const key = dayKey(iso, clock);
  if (key === dayKey(now, clock)) return timeOfDay(iso, clock);
  const age = now - Date.parse(iso);
  if (age >= 0 && age < 6 * DAY_MS) return format("weekday", iso, clock.zone);
  const year = key.slice(0, 4);
  return format("date", iso, clock.zone) +
    (year === dayKey(now, clock).slice(0, 4) ? "" : ` ${year}`);
}

/** "22 Nov 2026, 14:02" */
export const fully = (iso: string, clock: Clock): string =>
  `${format("date", iso, clock.zone)} ${dayKey(iso, clock).slice(0, 4)}, ${timeOfDay(iso, clock)}`;
