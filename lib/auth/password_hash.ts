/** How a password's hash is written down: the PHC string format, with its cost. */

/** Cost of scrypt: it takes 128 · 2^logN · r bytes of memory, and p times that in work. */
export interface Cost {
  logN: number;
  r: number;
  p: number;
}

/** What a password is checked against: `key` is what scrypt makes of it with this cost and salt. */
export interface PasswordHash {
  cost: Cost;
  salt: Uint8Array;
  key: Uint8Array;
}

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The hash as one line of text, with its salt and cost, for `parseHash` to read. */
export function formatHash({ cost, salt, key }: PasswordHash): string {
  const { logN, r, p } = cost;
  return `$scrypt$ln=${logN},r=${r},p=${p}$${encode(salt)}$${encode(key)}`;
}

/** @throws {Error} when the text is no such hash; the message does not repeat it. */
export function parseHash(text: string): PasswordHash {
  const match = PHC.exec(text);
  if (!match) throw new Error("A stored password hash is not in the scrypt PHC format.");
  const [, logN, r, p, salt = "", key = ""] = match;
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: decode(salt),
    key: decode(key),
  };
}

/** PHC wants base64 without padding. */
function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
