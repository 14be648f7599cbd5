import { HotlineError } from "../model/errors.ts";
import type { PasskeyProof } from "../model/passkey.ts";
import type { Visitor } from "../model/session.ts";
import type { User } from "../model/user.ts";
import { PasskeyStore } from "../storage/passkey_store.ts";
import { type Accounts, type SignedIn, targetOf } from "./accounts.ts";
import { PasskeyChallenges } from "./passkey_challenges.ts";
import type { AuthParts } from "./parts.ts";
import type { RelyingParty } from "./relying_party.ts";
import { checkUse, type RequestOptions, requestOptions } from "./webauthn.ts";

const WAY = "passkey";

/** Where somebody signs in. */
export interface SignInPlace {
  /** The browser's secret. */
  browser: string;
  party: RelyingParty;
  visitor: Visitor;
}

/** Signing in with a passkey: it says whose it is, so that nobody types a username. */
export class PasskeySignIn {
  readonly #parts: AuthParts;
  readonly #accounts: Accounts;
  readonly #store: PasskeyStore;
  readonly #challenges: PasskeyChallenges;

  constructor(parts: AuthParts, accounts: Accounts) {
    this.#parts = parts;
    this.#accounts = accounts;
    this.#store = new PasskeyStore(parts);
    this.#challenges = new PasskeyChallenges(parts);
  }

  /** What the browser uses a passkey by. @throws {HotlineError} `rate_limited`. */
  async begin({ browser, party, visitor }: SignInPlace): Promise<RequestOptions> {
    // Each one is a record that anybody may have written: it counts until it was of use.
    this.#count(visitor);
    const challenge = await this.#challenges.issue({ purpose: "sign-in", holder: browser });
    return await requestOptions({ party, challenge });
  }

  /**
   * Begins a session for whom the passkey belongs to.
   *
   * @throws {HotlineError} `unauthenticated`, `forbidden` for a disabled account, or
   * `rate_limited` after too many failures.
   */
  async finish(
    proof: PasskeyProof,
    { browser, party, visitor }: SignInPlace,
  ): Promise<SignedIn> {
    this.#count(visitor);
    const { users, clock, closedUsernames } = this.#parts;
    const passkey = await this.#store.byCredential(proof.id);
    const account = passkey && await users.byId(passkey.userId);
    if (!passkey || !account || closedUsernames.has(account.user.username)) {
      await this.#noteRefusal(null, "The passkey is not known", visitor);
      throw refusal("This passkey is not known here. It may have been removed.");
    }
    const found = await checkUse(
      proof,
      { passkey, party },
      (challenge) => this.#challenges.find(challenge, { purpose: "sign-in", holder: browser }),
    );
    if (!found.ok) {
      await this.#noteRefusal(account.user, found.reason, visitor);
      throw refusal(found.isLate ? LATE : "This passkey does not fit. Use another way in.");
    }
    if (account.disabledAt !== null) {
      await this.#noteRefusal(account.user, "The account is disabled", visitor);
    }
    const use = { ...found.facts, usedAt: clock() };
    if (!await this.#store.use(passkey, found.challenge, use)) throw refusal(LATE);
    const signedIn = await this.#accounts.begin(account, visitor, WAY);
    // Beginning and finishing were no abuse.
    for (let counted = 0; counted < 2; counted++) this.#giveBack(visitor);
    return signedIn;
  }

  #count({ address }: Visitor): void {
    this.#parts.limiter.take("signIn", { userId: null, address });
  }

  #giveBack({ address }: Visitor): void {
    this.#parts.limiter.giveBack("signIn", { userId: null, address });
  }

  async #noteRefusal(user: User | null, reason: string, { address }: Visitor): Promise<void> {
    await this.#parts.audit.append({
      action: "session.refused",
      actor: { user: null, address },
      target: user && targetOf(user),
      details: { way: WAY, reason },
    });
  }
}

const LATE = "That took too long, or was done already. Try again.";

const refusal = (message: string): HotlineError => new HotlineError("unauthenticated", message);
