/** A list of messages ascending by `seq`; the functions here change it in place. */
import type { Message } from "../model/message.ts";

/** Where the message of that `seq` is, or where it would have to go. */
function placeOf(messages: readonly Message[], seq: number): number {
  const newest = messages.at(-1);
  if (newest === undefined || newest.seq < seq) return messages.length;
  let low = 0;
  let high = messages.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds the message, or replaces the one of the same `seq`. Constant time at the end. */
export function placeMessage(messages: Message[], message: Message): void {
  const at = placeOf(messages, message.seq);
  messages.splice(at, messages[at]?.seq === message.seq ? 1 : 0, message);
}

/** Replaces the message of the same `seq`; false if it is not in the list. */
export function replaceMessage(messages: Message[], message: Message): boolean {
  const at = placeOf(messages, message.seq);
  if (messages[at]?.seq !== message.seq) return false;
  messages[at] = message;
  return true;
}
