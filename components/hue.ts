/** How many hues the stylesheet has: `.hue-0` to `.hue-9`. */
export const HUES = 10;

/**
 * The hue of a person, the same everywhere and for ever, since it is a hash
 * (FNV-1a) of the id alone. The first characters of a ULID are a time, which
 * people who signed up together share, so every character must count.
 */
export function hueOf(userId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < userId.length; i++) {
    hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193);
  }
  return ((hash ^ hash >>> 16) >>> 0) % HUES;
}
