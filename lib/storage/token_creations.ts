import { z } from "zod";
import { HotlineError } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const creationSchema = z.object({ v: z.literal(1), tokenId: idSchema });

/** Who makes a token, by which session, and what the call or form is known by. */
export interface TokenCreation {
  userId: string;
  sessionHash: string;
  clientId: string;
  tokenId: string;
}

/**
 * Adds to the atomic that stores an API token that this `clientId` has made it. What is read after
 * this, of the session, the account and their tokens, still holds when the atomic is stored.
 *
 * @throws {HotlineError} `conflict` if it has made one before, whatever became of that.
 */
export async function claimTokenCreation(
  kv: Deno.Kv,
  atomic: Deno.AtomicOperation,
  { userId, sessionHash, clientId, tokenId }: TokenCreation,
): Promise<void> {
  const creationKey = keys.tokenCreation(userId, clientId);
  const guardKey = keys.tokenGuard(userId);
  const entries = await retryRead(() =>
    kv.getMany<unknown[]>([creationKey, guardKey, keys.session(sessionHash), keys.user(userId)])
  );
  if (entries[0]!.value !== null) throw alreadyMade();
  atomic.check(...entries)
    .set(creationKey, creationSchema.parse({ v: 1, tokenId }))
    .set(guardKey, { v: 1 });
}

function alreadyMade(): HotlineError {
  return new HotlineError(
    "conflict",
    "This token was made already, and its secret is shown once. If it is lost, revoke the token and make another.",
  );
}
