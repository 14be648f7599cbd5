import { type Clock, exactTime } from "./clock.ts";

export interface TimestampProps {
  iso: string;
  clock: Clock;
  /** How to say it, from `clock.ts`; the exact time is always its title. */
  words: (iso: string, clock: Clock) => string;
  /** Outside of islands: the name of these words, by which `LocalTimes` finds and retells it. */
  local?: string | undefined;
}

export function Timestamp({ iso, clock, words, local }: TimestampProps) {
  return (
    <time class="time" dateTime={iso} title={exactTime(iso, clock)} data-words={local}>
      {words(iso, clock)}
    </time>
  );
}
