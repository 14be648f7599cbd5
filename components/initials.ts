const LETTER = /[\p{L}\p{N}]/u;

/** One or two capitals that stand for a person: of the first and the last word of the name. */
export function initials(name: string): string {
  const letters = name.split(/\s+/)
    .map((word) => LETTER.exec(word)?.[0] ?? "")
    .filter((letter) => letter !== "");
  const [first = "?"] = letters;
  const last = letters.length > 1 ? letters.at(-1) ?? "" : "";
  return (first + last).toUpperCase();
}
