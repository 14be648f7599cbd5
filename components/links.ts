/** A stretch of a message: words, or a link when `href` is there. */
export interface Stretch {
  text: string;
  href?: string;
}

// What may not be in a URL here besides white space: quotes and brackets that
// enclose URLs in text, and the marks that turn the direction of writing, with
// which a link can be made to look like another.
const CANDIDATE =
  /\b(?:https?:\/\/|mailto:)[^\s<>"'`{}|\\^\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gi;
const OPENING: Record<string, string> = { ")": "(", "]": "[" };
const SENTENCE_END = new Set(".,;:!?…*_~");

/** Splits text at its links: http, https and mailto, nothing else. */
export function stretches(text: string): Stretch[] {
  const found: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = withoutTail(match[0]);
    const href = safeAddress(shown);
    if (href === null) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

/** Leaves the end of a sentence outside, and a bracket unless its partner is inside. */
function withoutTail(candidate: string): string {
  const count: Record<string, number> = {};
  for (const char of candidate) count[char] = (count[char] ?? 0) + 1;
  let end = candidate.length;
  for (; end > 0; end--) {
    const last = candidate[end - 1] ?? "";
    const opening = OPENING[last];
    const unpaired = opening !== undefined && (count[last] ?? 0) > (count[opening] ?? 0);
    if (!unpaired && !SENTENCE_END.has(last)) break;
    count[last] = (count[last] ?? 0) - 1;
  }
  return candidate.slice(0, end);
}

/** The normalised address, or null for what is none or would mislead ("https://bank@evil"). */
function safeAddress(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return null;
  if (url.protocol === "mailto:") return url.pathname.includes("@") ? url.href : null;
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && url.hostname !== "" && url.username === "" && url.password === ""
    ? url.href
    : null;
}
