/**
 * Ids of messages: ULIDs (https://github.com/ulid/spec) whose last 40 bits are the message's seq
 * in place of chance. An id tells where its message stands, so that no index has to.
 */

/** Crockford's base 32. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SEQ_DIGITS = 8;

/** `fresh` is a new ULID, of which the time and half of the chance stay; `seq` is below 2 ** 40. */
export function messageIdAt(fresh: string, seq: number): string {
  let digits = "";
  for (let rest = seq; digits.length < SEQ_DIGITS; rest = Math.floor(rest / 32)) {
    digits = DIGITS[rest % 32] + digits;
  }
  return fresh.slice(0, -SEQ_DIGITS) + digits;
}

/** Where a message with this id stands, if there is one; `id` is a ULID. */
export function seqOfMessageId(id: string): number {
  let seq = 0;
  for (const digit of id.slice(-SEQ_DIGITS)) seq = seq * 32 + DIGITS.indexOf(digit);
  return seq;
}
