/** New ULIDs (https://github.com/ulid/spec). No imports: shared with the browser. */

const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

/**
 * Makes ids that sort in the order in which they were made here, also within one millisecond and
 * when the clock goes back.
 *
 * @param clock Milliseconds since the epoch.
 */
export function ulidFactory(clock: () => number = Date.now): () => string {
  let time = -1;
  let digits = new Uint8Array(RANDOM_CHARS);
  return () => {
    const now = clock();
    if (now > time) {
      time = now;
      digits = crypto.getRandomValues(digits).map((byte) => byte & 31);
    } else if (!increment(digits)) {
      time++;
    }
    return encodeTime(time) + Array.from(digits, (digit) => BASE32[digit]).join("");
  };
}

/** Adds one; false when all digits have gone round to zero. */
function increment(digits: Uint8Array): boolean {
  for (let at = digits.length - 1; at >= 0; at--) {
    const next = ((digits[at] ?? 0) + 1) & 31;
    digits[at] = next;
    if (next !== 0) return true;
  }
  return false;
}

function encodeTime(time: number): string {
  let text = "";
  let rest = time;
  for (let at = 0; at < TIME_CHARS; at++) {
    text = BASE32.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
