import { HotlineError } from "../model/errors.ts";
import { type Identity, nameOf, type Profile, usernameOf } from "../model/identity.ts";
import type { Visitor } from "../model/session.ts";
import type { User } from "../model/user.ts";
import type { Account } from "../storage/account.ts";
import { IdentityStore } from "../storage/identity_store.ts";
import { targetOf } from "./accounts.ts";
import type { ProvenPerson } from "./oidc_provider.ts";
import type { AuthParts } from "./parts.ts";

/** Namesakes that are counted: "ann", "ann-2" … "ann-5". Who comes later gets a part of their id. */
const NAMESAKES_MAX = 5;

/** Somebody has signed in as the same person at the same time, and was faster. */
class LinkedAlready extends Error {
  override readonly name = "LinkedAlready";
}

/** The accounts of people whom an OpenID Connect provider vouches for. */
export class Identities {
  readonly #parts: AuthParts;
  readonly #store: IdentityStore;

  constructor(parts: AuthParts) {
    this.#parts = parts;
    this.#store = new IdentityStore({ kv: parts.kv });
  }

  /**
   * The account of this person, and of nobody who merely has the same e-mail address. Who is new
   * gets one, as a requester.
   *
   * @throws {HotlineError} `forbidden` for who is new where nobody makes an account for themselves,
   * `rate_limited`, `unavailable`.
   */
  async accountOf(
    { identity, profile }: ProvenPerson,
    visitor: Visitor,
    { mayAdd }: { mayAdd: boolean },
  ): Promise<Account> {
    const known = await this.#find(identity);
    if (known) return known;
    if (!mayAdd) throw noAccount();
    this.#parts.limiter.take("signUp", { userId: null, address: visitor.address });
    return await this.#add(identity, await profile(), visitor);
  }

  async #find(identity: Identity): Promise<Account | null> {
    const userId = await this.#store.userOf(identity);
    return userId === null ? null : await this.#parts.users.byId(userId);
  }

  async #add(identity: Identity, profile: Profile, visitor: Visitor): Promise<Account> {
    const id = this.#parts.newId();
    const first = usernameOf(profile);
    for (const username of usernamesFrom(first, id)) {
      if (this.#parts.closedUsernames.has(username)) continue;
      const user: User = { id, username, name: nameOf(profile, username), role: "requester" };
      try {
        await this.#addLinked(user, identity, visitor);
      } catch (error) {
        if (error instanceof LinkedAlready) break;
        if (error instanceof HotlineError && error.code === "conflict") continue;
        throw error;
      }
      break;
    }
    const account = await this.#find(identity);
    if (!account) throw new HotlineError("unavailable", "No account could be made. Try again.");
    return account;
  }

  /** User, link and the audit log's entries, in one commit. @throws HotlineError `conflict` */
  async #addLinked(user: User, identity: Identity, visitor: Visitor): Promise<void> {
    const { users, audit } = this.#parts;
    const by = { actor: { user: null, address: visitor.address }, target: targetOf(user) };
    const { role } = user;
    const { issuer, subject } = identity;
    const write = audit.alongside(
      { ...by, action: "user.added", details: { role } },
      { ...by, action: "identity.linked", details: { issuer, subject } },
    );
    await users.add(user, null, async (atomic) => {
      if (await write.addTo(atomic) === false) return false;
      if (await this.#store.userOf(identity) !== null) throw new LinkedAlready();
      this.#store.add(atomic, identity, user.id);
      return true;
    });
  }
}

/** What to call them, as far as others are called so already. */
function* usernamesFrom(first: string, id: string): Generator<string> {
  yield first;
  for (let number = 2; number <= NAMESAKES_MAX; number++) yield `${first}-${number}`;
  yield `${first}-${id.slice(-8).toLowerCase()}`;
}

function noAccount(): HotlineError {
  const message =
    "You have no account here yet. Accounts are made by the people who run this desk.";
  return new HotlineError("forbidden", message);
}
