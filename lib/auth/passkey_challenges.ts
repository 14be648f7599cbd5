import { createHash, randomBytes } from "node:crypto";
import { ChallengeStore, type StoredChallenge } from "../storage/challenge_store.ts";
import type { AuthParts } from "./parts.ts";

/** How long somebody may take to answer their browser. */
export const CHALLENGE_TTL_MS = 5 * 60 * 1000;

/** What a challenge was given out for, and to whom: a session's id, or the secret of a browser. */
export interface ChallengeUse {
  purpose: "add" | "sign-in";
  holder: string;
}

/** Random texts that a passkey signs. One that was given out for one use is nothing for another. */
export class PasskeyChallenges {
  readonly #store: ChallengeStore;
  readonly #clock: () => number;

  constructor({ kv, clock }: Pick<AuthParts, "kv" | "clock">) {
    this.#store = new ChallengeStore({ kv });
    this.#clock = clock;
  }

  /** A new challenge, in base64url. */
  async issue(use: ChallengeUse): Promise<string> {
    const challenge = randomBytes(32).toString("base64url");
    const expiresAt = this.#clock() + CHALLENGE_TTL_MS;
    await this.#store.add(hashOf(challenge, use), { expiresAt, keepMs: CHALLENGE_TTL_MS });
    return challenge;
  }

  /** The challenge, unless it has expired, is spent, or was given to somebody else. */
  async find(challenge: string, use: ChallengeUse): Promise<StoredChallenge | null> {
    const found = await this.#store.get(hashOf(challenge, use));
    return found && found.expiresAt > this.#clock() ? found : null;
  }
}

function hashOf(challenge: string, { purpose, holder }: ChallengeUse): string {
  return createHash("sha256").update(JSON.stringify([purpose, holder, challenge]))
    .digest("base64url");
}
