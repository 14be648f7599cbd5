import type { Context } from "fresh";
import type { Visitor } from "../model/session.ts";
import type { State } from "./define.ts";

/** From where a caller comes: kept with the session that begins, and in the audit log. */
export function visitorOf({ req, info }: Pick<Context<State>, "req" | "info">): Visitor {
  const { remoteAddr } = info;
  return {
    address: "hostname" in remoteAddr ? remoteAddr.hostname : null,
    device: req.headers.get("user-agent"),
  };
}
