import assert from "node:assert/strict";
import { ulid } from "ulid";
import { Accounts } from "../../lib/auth/accounts.ts";
import { OwnPassword } from "../../lib/auth/own_password.ts";
import { OwnSessions } from "../../lib/auth/own_sessions.ts";
import { type AccessChange, type AuthOptions, authParts } from "../../lib/auth/parts.ts";
import type { Cost } from "../../lib/auth/password_hash.ts";
import { Passwords } from "../../lib/auth/passwords.ts";
import { Tokens } from "../../lib/auth/tokens.ts";
import { type ErrorCode, HotlineError } from "../../lib/model/errors.ts";

export const DAY_MS = 24 * 60 * 60 * 1000;
/** Takes well under a millisecond. */
export const CHEAP: Cost = { logN: 4, r: 1, p: 1 };

/** The audit log's actions so far, in order. */
export async function auditedActions(kv: Deno.Kv): Promise<string[]> {
  const entries = await Array.fromAsync(kv.list<{ action: string }>({ prefix: ["audit"] }));
  return entries.map(({ value }) => value.action);
}

export const ANN = { username: "ann", name: "Ann", password: "correct horse" };

/** Accounts whose time the test moves, and what they announced. */
export function accountsOn(kv: Deno.Kv, options: Partial<AuthOptions> = {}) {
  const time = { now: Date.UTC(2026, 0, 1) };
  const announced: AccessChange[] = [];
  const parts = authParts({
    kv,
    clock: () => time.now,
    newId: () => ulid(time.now),
    passwords: new Passwords({ cost: CHEAP }),
    announce: (change) => announced.push(change),
    ...options,
  });
  const accounts = new Accounts(parts);
  return {
    accounts,
    tokens: new Tokens(parts, accounts),
    ownSessions: new OwnSessions(parts),
    ownPassword: new OwnPassword(parts, accounts),
    parts,
    time,
    announced,
  };
}

/** Asserts a refusal with this code, and gives it for a closer look. */
export async function assertRefused(
  code: ErrorCode,
  what: Promise<unknown>,
): Promise<HotlineError> {
  const error = await what.then(() => undefined, (error: unknown) => error);
  assert(error instanceof HotlineError, `expected ${code}, got ${error}`);
  assert.equal(error.code, code);
  return error;
}
