import type { Context } from "fresh";
import { type Administrator, assertAdmin } from "../auth/administration.ts";
import { personOf, type State } from "./define.ts";

/** The admin who calls. @throws HotlineError `unauthenticated` or `forbidden`. */
export function administratorOf(ctx: Pick<Context<State>, "state">): Administrator {
  const by = { session: personOf(ctx), address: ctx.state.address };
  assertAdmin(by);
  return by;
}
