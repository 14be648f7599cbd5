import { type Clock, dayKey } from "./clock.ts";
import type { ShownMessage } from "./shown_message.ts";

/** Messages that one person wrote in one go: one avatar, one name, one time. */
export interface Run {
  key: string;
  first: ShownMessage;
  messages: ShownMessage[];
}

export interface Day {
  key: string;
  /** Any time on that day. */
  at: string;
  runs: Run[];
}

/** A pause after which the same author's next message starts a run with a time of its own. */
const PAUSE_MS = 10 * 60_000;

/** Groups messages, which are in the order of the log, by day and by run. */
export function messageDays(messages: readonly ShownMessage[], clock: Clock): Day[] {
  const days: Day[] = [];
  let previous: ShownMessage | undefined;
  for (const message of messages) {
    const key = dayKey(message.createdAt, clock);
    let day = days.at(-1);
    if (day?.key !== key) {
      day = { key, at: message.createdAt, runs: [] };
      days.push(day);
      previous = undefined;
    }
    const run = day.runs.at(-1);
    if (run !== undefined && previous !== undefined && continues(previous, message)) {
      run.messages.push(message);
    } else {
      day.runs.push({ key: message.key, first: message, messages: [message] });
    }
    previous = message;
  }
  return days;
}

function continues(previous: ShownMessage, next: ShownMessage): boolean {
  return previous.author.id === next.author.id && previous.kind === next.kind &&
    Date.parse(next.createdAt) - Date.parse(previous.createdAt) < PAUSE_MS;
}
