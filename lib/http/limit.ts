/** Limits of what comes over HTTP: by who is signed in, and by the address. */
import type { Caller } from "../limits/limiter.ts";
import type { LimitedAction } from "../limits/rates.ts";
import type { State } from "./define.ts";

type Call = { state: Pick<State, "address" | "hotline" | "session"> };

/** Under whom a call is counted. */
export function limitedCaller({ state }: Call): Caller {
  return { userId: state.session?.user.id ?? null, address: state.address };
}

/** Counts what a call does. @throws HotlineError `rate_limited`. */
export function limit(call: Call, action: LimitedAction): void {
  call.state.hotline.limiter.take(action, limitedCaller(call));
}
