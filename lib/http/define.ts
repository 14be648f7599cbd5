import { createDefine } from "fresh";
import type { Session } from "../auth/accounts.ts";
import type { Hotline } from "../hotline.ts";
import { HotlineError, unauthenticated } from "../model/errors.ts";
import type { User } from "../model/user.ts";
import type { KeptPages } from "./kept_pages.ts";

/** What middlewares leave for every route. */
export interface State {
  /** The client's IP address. */
  address: string;
  /** Scheme and host under which the client sees this site. */
  origin: string;
  hotline: Hotline;
  session: Session | null;
  /** Reviews of open sockets that had begun before the session was read. */
  reviewsBefore: number;
  pages: KeptPages;
  /** The nonce of a page that is answered without Fresh rendering it. */
  nonce?: string;
}

export const define = createDefine<State>();

/** Who is calling, and how. @throws HotlineError `unauthenticated`. */
export function sessionOf({ state }: { state: State }): Session {
  if (!state.session) throw unauthenticated();
  return state.session;
}

/** Who is calling. @throws HotlineError `unauthenticated`. */
export const callerOf = (ctx: { state: State }): User => sessionOf(ctx).user;

/**
 * Who is calling from a browser: a person with an account, or a guest.
 *
 * @throws HotlineError `unauthenticated`, or `forbidden` for an API token.
 */
export function browserSessionOf(ctx: { state: State }): Session {
  const session = sessionOf(ctx);
  if (session.scopes === null) return session;
  throw new HotlineError("forbidden", "An API token cannot do this: sign in in a browser.");
}

/**
 * Who is calling, for what people with an account alone do: with a token one does not make further
 * tokens, and a guest has no way in that would outlast the link.
 *
 * @throws HotlineError `unauthenticated`, or `forbidden` for an API token or a guest.
 */
export function personOf(ctx: { state: State }): Session {
  const session = browserSessionOf(ctx);
  if (session.guestOf === null) return session;
  throw new HotlineError("forbidden", "A guest has no account yet. Create one first.");
}
