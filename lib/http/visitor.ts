import type { Context } from "fresh";
import type { Visitor } from "../model/session.ts";
import type { State } from "./define.ts";

/** From where a caller comes: kept with the session that begins, and in the audit log. */
export function visitorOf({ req, state }: Pick<Context<State>, "req" | "state">): Visitor {
  return { address: state.address, device: req.headers.get("user-agent") };
}
