import Bowser from "bowser";

/** Longest name of a program that is no browser. */
const NAME_MAX = 40;

/** What a `User-Agent` stands for, in plain words: "Firefox on Linux", "curl". */
export function deviceWords(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === "") return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent);
  if (browser.name && os.name) return `${browser.name} on ${os.name}`;
  if (browser.name) return browser.name;
  // Programs begin with their own name (RFC 9110, 10.1.5): "curl/8.5.0".
  return userAgent.trim().split(/[\s/(;]/)[0]?.slice(0, NAME_MAX) || "Unknown device";
}
