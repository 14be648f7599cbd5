import { HotlineError } from "../model/errors.ts";
import type { Request } from "../model/request.ts";
import type { User } from "../model/user.ts";
import type { Account } from "../storage/account.ts";
import type { UserStore } from "../storage/user_store.ts";
import { grantCommand, type Granter, revokeCommand } from "./commands.ts";
import { assertGrantable, isStaff } from "./policy.ts";
import type { Requests } from "./requests.ts";

/** Where requests are changed, and where people are found. */
export interface RequestAccessOptions {
  requests: Requests;
  users: Pick<UserStore, "byId" | "byUsername">;
  newId: () => string;
}

/** Whom a caller means: by the field that they gave. */
export type PersonField = { userId: string } | { username: string };

/** Who is let into a request besides its requester: staff let people in, and put them out again. */
export class RequestAccess {
  readonly #options: RequestAccessOptions;

  constructor(options: RequestAccessOptions) {
    this.#options = options;
  }

  /**
   * Lets a person read a request and write in it. Whoever was let in already stays so.
   *
   * @throws HotlineError `not_found`, `forbidden`, `conflict` when the request is full, or `invalid`
   * naming the field of somebody who cannot be let in.
   */
  async grant(
    by: Granter,
    requestId: string,
    person: PersonField,
    clientId = this.#options.newId(),
  ): Promise<{ request: Request; seq: number }> {
    const { requests } = this.#options;
    const request = await requests.get(by.user, requestId);
    // Before the person is looked up: the answer would tell who has an account.
    assertGrantable(by.user, request);
    const user = await this.#newcomer(request, person);
    const { seq } = await requests.submit(requestId, grantCommand(by, clientId, user));
    return { request: await requests.get(by.user, requestId), seq };
  }

  /**
   * Puts a person out again. What is stored after this they do not get, whatever is open.
   *
   * @throws HotlineError `not_found`, also when the person has not been let in, or `forbidden`.
   */
  async revoke(
    by: Granter,
    requestId: string,
    userId: string,
    clientId = this.#options.newId(),
  ): Promise<{ request: Request; seq: number }> {
    const { requests } = this.#options;
    const { seq } = await requests.submit(requestId, revokeCommand(by, clientId, userId));
    return { request: await requests.get(by.user, requestId), seq };
  }

  /** @throws HotlineError `invalid` naming the field, unless this person can be let in. */
  async #newcomer(request: Request, person: PersonField): Promise<User> {
    const { users } = this.#options;
    const [path, account] = "userId" in person
      ? ["userId", await users.byId(person.userId)] as const
      : ["username", await users.byUsername(person.username)] as const;
    const message = account ? objectionTo(account, request) : "does not belong to anybody";
    if (account && message === null) return account.user;
    throw new HotlineError("invalid", `${path}: ${message}`, {
      fields: [{ path, message: `${message}` }],
    });
  }
}

/** Why a person cannot be let into a request; null if they can. */
function objectionTo({ user, disabledAt, guestOf }: Account, { requester }: Request) {
  if (user.id === requester.id) return "belongs to the requester, who is in already";
  if (isStaff(user)) return "belongs to somebody of the staff, who reads every request";
  if (guestOf !== null) return "belongs to a guest, who has one request alone";
  if (disabledAt !== null) return "belongs to a disabled account";
  return null;
}
