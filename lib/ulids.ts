import { ulid } from "ulid";

/** Bytes of chance that are asked for at once. */
const POOL_BYTES = 4096;

/**
 * A source of ULIDs. `ulid` alone asks for its chance one byte at a time, which takes longer than
 * anything else that is done here for a message.
 */
export function ulids(): () => string {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  const random = () => {
    if (used === POOL_BYTES) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    return pool[used++]! / 256;
  };
  return () => ulid(undefined, random);
}
