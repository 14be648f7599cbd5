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

/** Who is calling. @throws HotlineError `unauthenticated`. */
export function callerOf({ state }: { state: State }): User {
  if (!state.session) throw unauthenticated();
  return state.session.user;
}

/**
 * Who is calling, for what people alone do: with a token one does not make further tokens.
 *
 * @throws HotlineError `unauthenticated`, or `forbidden` for an API token.
 */
export function personOf({ state }: { state: State }): Session {
  if (!state.session) throw unauthenticated();
  if (state.session.scopes === null) return state.session;
  throw new HotlineError("forbidden", "An API token cannot do this: sign in in a browser.");
}
