import type { OidcConfig } from "../model/config.ts";
import { HotlineError } from "../model/errors.ts";
import type { Visitor } from "../model/session.ts";
import { OidcFlowStore } from "../storage/oidc_flow_store.ts";
import type { Accounts, SignedIn } from "./accounts.ts";
import { Identities } from "./identities.ts";
import { AccessDenied, NotProven, OidcProvider } from "./oidc_provider.ts";
import type { AuthParts } from "./parts.ts";
import { hashOf, isSecret, newSecret } from "./secret.ts";

/** Time to type a password and find a second factor. */
export const FLOW_MS = 10 * 60 * 1000;

export interface SingleSignOnOptions {
  parts: AuthParts;
  accounts: Accounts;
  config: OidcConfig;
  /** Whether who is new gets an account. */
  allowsSignUp: boolean;
}

/** Somebody came back from the provider: signed in, or (null) because they did not want to. */
export interface Returned {
  signedIn: SignedIn | null;
  /** Where they wanted to be: a path of this site. */
  next: string;
}

/**
 * Signing in with the OpenID Connect provider. Between leaving and coming back, the browser has a
 * handle, and the database, by its hash, what has to come back with it: once, and for ten minutes.
 */
export class SingleSignOn {
  /** How people call the provider. */
  readonly name: string;
  readonly #parts: AuthParts;
  readonly #accounts: Accounts;
  readonly #allowsSignUp: boolean;
  readonly #provider: OidcProvider;
  readonly #identities: Identities;
  readonly #flows: OidcFlowStore;

  constructor({ parts, accounts, config, allowsSignUp }: SingleSignOnOptions) {
    const { kv, clock, onError } = parts;
    this.name = config.name;
    this.#parts = parts;
    this.#accounts = accounts;
    this.#allowsSignUp = allowsSignUp;
    this.#provider = new OidcProvider({ config, clock, onError });
    this.#identities = new Identities(parts);
    this.#flows = new OidcFlowStore({ kv });
  }

  /**
   * Where to send the browser, and the handle that it has to bring back. `next` MUST be a path of
   * this site.
   *
   * @throws {HotlineError} `unavailable` without an answer of the provider, `rate_limited`.
   */
  async begin(
    { redirectUri, next }: { redirectUri: string; next: string },
    visitor: Visitor,
  ): Promise<{ url: URL; handle: string }> {
    this.#count(visitor);
    const checks = this.#provider.newChecks();
    const url = await this.#provider.signInUrl(checks, redirectUri);
    const handle = newSecret();
    const expiresAt = this.#parts.clock() + FLOW_MS;
    await this.#flows.add(hashOf(handle), { ...checks, next, expiresAt }, FLOW_MS);
    return { url, handle };
  }

  /**
   * Begins the session of who comes back to this address, with the handle that they were given.
   *
   * @throws {HotlineError} `forbidden`, `unavailable` without an answer of the provider, or
   * `rate_limited`. The audit log has it by then.
   */
  async finish(address: URL, handle: string | null, visitor: Visitor): Promise<Returned> {
    try {
      return await this.#finish(address, handle, visitor);
    } catch (error) {
      if (!(error instanceof HotlineError) || error.code !== "forbidden") throw error;
      await this.#noteRefusal(visitor, error instanceof NotProven ? error.reason : error.message);
      throw error;
    }
  }

  async #finish(address: URL, handle: string | null, visitor: Visitor): Promise<Returned> {
    const state = address.searchParams.get("state");
    const flow = state !== null && handle !== null && isSecret(handle)
      ? await this.#flows.take(hashOf(handle), state)
      : null;
    if (!flow || flow.expiresAt <= this.#parts.clock()) {
      this.#count(visitor);
      throw new NotProven(
        "This sign-in was finished before, took too long, or was begun in another browser.",
        "no sign-in of this browser is under way with this state",
      );
    }
    const { next } = flow;
    try {
      const person = await this.#provider.personAt(address, flow);
      const mayAdd = this.#allowsSignUp;
      const account = await this.#identities.accountOf(person, visitor, { mayAdd });
      const signedIn = await this.#accounts.begin(account, visitor, "oidc");
      this.#parts.limiter.giveBack("signIn", { userId: null, address: visitor.address });
      return { signedIn, next };
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      await this.#noteRefusal(visitor, "access denied");
      return { signedIn: null, next };
    }
  }

  /** What comes to nothing counts as a failed sign-in. @throws HotlineError `rate_limited` */
  #count({ address }: Visitor): void {
    this.#parts.limiter.take("signIn", { userId: null, address });
  }

  #noteRefusal({ address }: Visitor, reason: string): Promise<void> {
    return this.#parts.audit.append({
      action: "session.refused",
      actor: { user: null, address },
      target: null,
      details: { way: "oidc", reason },
    });
  }
}
