/** What everything about accounts is kept with: put together once, and shared. */
import type { Deed } from "../model/audit.ts";
import { type Alongside, NOTHING_ALONGSIDE } from "../storage/commit.ts";
import { type Limiter, UNLIMITED } from "../limits/limiter.ts";
import { AttemptStore } from "../storage/attempt_store.ts";
import { AuditLog } from "../storage/audit_log.ts";
import { SessionStore } from "../storage/session_store.ts";
import { UserStore } from "../storage/user_store.ts";
import type { Passwords } from "./passwords.ts";
import { SignInThrottle } from "./sign_in_throttle.ts";
import { Sessions } from "./sessions.ts";

/** A session that ended, or a user whose role or sessions changed. */
export interface AccessChange {
  sessionId?: string;
  userId?: string;
}

/** What accounts are kept with; tests bring their own time, ids and cost of passwords. */
export interface AuthOptions {
  kv: Deno.Kv;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** A new ULID. */
  newId: () => string;
  passwords: Passwords;
  /** Called after a change of access is stored: open sockets of this process look again. */
  announce?: (change: AccessChange) => void;
  /** Usernames that nobody may use, such as those of the demo where there is no demo. */
  closedUsernames?: ReadonlySet<string>;
  /** Without one, nobody is slowed down. */
  limiter?: Limiter;
  /** Hears of faults in what goes on after an answer. */
  onError?: (error: unknown) => void;
}

/** The stores and rules that accounts, tokens, guests and administration share. */
export interface AuthParts extends Required<AuthOptions> {
  users: UserStore;
  sessions: Sessions;
  audit: AuditLog;
  throttle: SignInThrottle;
}

export function authParts(options: AuthOptions): AuthParts {
  const { kv, clock, limiter = UNLIMITED } = options;
  return {
    announce: () => {},
    closedUsernames: new Set(),
    limiter,
    onError: (error) => console.error(error),
    ...options,
    users: new UserStore({ kv }),
    sessions: new Sessions({ store: new SessionStore({ kv }), clock }),
    audit: new AuditLog({ kv, clock }),
    throttle: new SignInThrottle({ store: new AttemptStore({ kv }), limiter, clock }),
  };
}

/** What notes a deed in the commit of the change that it is: once, and for this change alone. */
export function noting(audit: AuditLog, deed: Deed | null): Alongside {
  if (deed === null) return NOTHING_ALONGSIDE;
  const write = audit.alongside(deed);
  return (atomic) => write.addTo(atomic);
}
