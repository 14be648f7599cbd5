import type { Rate } from "./token_buckets.ts";

/** What is limited, of one person and of all who come from one address. */
interface Limited {
  /** Null where nobody is signed in yet. */
  person: Rate | null;
  address: Rate;
  /** What there was too much of, for a person to read. */
  refusal: string;
}

/**
 * The rates of this server, each counted by itself in every isolate. They are for machines that
 * run wild: a fast typist, an agent who gets 30 tabs back, or an office of 200 people behind one
 * address do not meet them. README.md shows them.
 */
export const RATES = {
  /** Failed sign-ins from browsers that the account does not know; auth/sign_in_delays.ts has more. */
  signIn: {
    person: null,
    address: { burst: 200, perMinute: 20 },
    refusal: "Too many attempts to sign in came from here.",
  },
  signUp: {
    person: null,
    address: { burst: 100, perMinute: 5 },
    refusal: "Too many accounts were made from here.",
  },
  guestRequest: {
    person: null,
    address: { burst: 50, perMinute: 5 },
    refusal: "Too many requests without an account were made from here.",
  },
  newRequest: {
    person: { burst: 60, perMinute: 20 },
    address: { burst: 300, perMinute: 100 },
    refusal: "Too many requests were made.",
  },
  /** What a person changes of how they come in: passwords, tokens, passkeys, sessions. */
  accountChange: {
    person: { burst: 30, perMinute: 10 },
    address: { burst: 300, perMinute: 100 },
    refusal: "Too many changes were made to the account.",
  },
  /** Every command over a socket, and every other call or form that may change something. */
  command: {
    person: { burst: 1_000, perMinute: 600 },
    address: { burst: 5_000, perMinute: 12_000 },
    refusal: "Too many commands came at once.",
  },
  /** Every upgrade, and every request joined over an open socket. */
  join: {
    person: { burst: 600, perMinute: 600 },
    address: { burst: 6_000, perMinute: 12_000 },
    refusal: "Too many requests were joined at once.",
  },
  /** Pages, and calls that read. */
  read: {
    person: { burst: 600, perMinute: 1_200 },
    address: { burst: 6_000, perMinute: 24_000 },
    refusal: "Too many pages were asked for at once.",
  },
} as const satisfies Record<string, Limited>;

export type LimitedAction = keyof typeof RATES;
