import { z } from "zod";
import { HotlineError } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const creationSchema = z.object({ v: z.literal(1), tokenId: idSchema });

/**
 * Adds to the atomic that stores an API token that this `clientId` has made it.
 *
 * @throws {HotlineError} `conflict` if it has made one before, whatever became of that.
 */
export async function claimTokenCreation(
  kv: Deno.Kv,
  atomic: Deno.AtomicOperation,
  { userId, clientId, tokenId }: { userId: string; clientId: string; tokenId: string },
): Promise<void> {
  const entry = await retryRead(() => kv.get(keys.tokenCreation(userId, clientId)));
  if (entry.value !== null) throw alreadyMade();
  atomic.check(entry).set(entry.key, creationSchema.parse({ v: 1, tokenId }));
}

function alreadyMade(): HotlineError {
  return new HotlineError(
    "conflict",
    "This token was made already, and its secret is shown once. If it is lost, revoke the token and make another.",
  );
}
