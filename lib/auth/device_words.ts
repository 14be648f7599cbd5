import Bowser from "bowser";

/** Programs may call themselves what they like, at any length. */
const WORDS_MAX = 60;

/** What a `User-Agent` stands for, in plain words: "Firefox on Linux", "curl". */
export function deviceWords(userAgent: string | null): string {
  // Who is no browser begins with its own name (RFC 9110, 10.1.5): "curl/8.5.0".
  const ownName = userAgent?.trim().split(/[\s/(;]/)[0];
  if (!userAgent || !ownName) return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent);
  const name = browser.name || ownName;
  return (os.name ? `${name} on ${os.name}` : name).slice(0, WORDS_MAX);
}
