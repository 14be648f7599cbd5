import { type Clock, exactTime } from "./clock.ts";

export interface TimestampProps {
  iso: string;
  clock: Clock;
  /** How to say it, from `clock.ts`; the exact time is always its title. */
  words: (iso: string, clock: Clock) => string;
}

export function Timestamp({ iso, clock, words }: TimestampProps) {
  return (
    <time class="time" dateTime={iso} title={exactTime(iso, clock)}>{words(iso, clock)}</time>
  );
}
