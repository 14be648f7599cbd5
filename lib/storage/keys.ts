/** Every key of the database is built here, so that no two stores can collide. */
import type { Kind } from "../model/message.ts";
import type { Status } from "../model/request.ts";

/** Whose list an entry of the activity index is in: everyone's (agents), or one requester's. */
export type ListScope = "all" | `user:${string}`;

/** Few enough that one look at them all costs little. */
export const ACTIVITY_MARKS = 9;

/** The mark that a write to this request touches. */
function shardOf(requestId: string): number {
  let sum = 0;
  for (let i = 0; i < requestId.length; i++) sum = (sum * 31 + requestId.charCodeAt(i)) >>> 0;
  return sum % ACTIVITY_MARKS;
}

export const keys = {
  /** The id of this database's history. */
  epoch: () => ["epoch"],
  /** Which layout of keys and records the database has. */
  layout: () => ["layout"],

  event: (requestId: string, seq: number) => ["request", requestId, seq],
  /**
   * The request with its head: the one record that every write to the request checks. KV sorts
   * `true` behind every number, so it stands beside the newest event, on the same page of SQLite's
   * tree: a message dirties one page there instead of two.
   */
  request: (requestId: string) => ["request", requestId, true],
  /** Messages that are no longer as their event made them, by kind and by that event's seq. */
  changedMessages: (requestId: string, kind: Kind) => ["changed_message", requestId, kind],
  changedMessage: (requestId: string, kind: Kind, seq: number) => [
    "changed_message",
    requestId,
    kind,
    seq,
  ],
  /** The events that edited a message, for its history. */
  messageEdit: (requestId: string, messageId: string, seq: number) => [
    "message_edit",
    requestId,
    messageId,
    seq,
  ],
  /**
   * What a command came to. Never expires: a repeat may come at any time. `clientId` comes first:
   * it begins with the time in most clients, so that the commands of a moment are neighbours.
   */
  command: (requestId: string, userId: string, clientId: string) => [
    "command",
    clientId,
    userId,
    requestId,
  ],
  /** Which request a creating command made. */
  creation: (userId: string, clientId: string) => ["creation", userId, clientId],

  activities: (scope: ListScope, status: Status) => ["activity", scope, status],
  activity: (scope: ListScope, status: Status, second: string, requestId: string) => [
    "activity",
    scope,
    status,
    second,
    requestId,
  ],

  marks: () => ["mark"],
  /** Touched by every write to a request of this shard: what the poll watches. */
  activityMark: (shard: number) => ["mark", "activity", shard],
  /** Touched when a session ends, a role changes or somebody joins the staff. */
  accessMark: () => ["mark", "access"],
  shardOf,

  auditEntries: () => ["audit"],
  auditEntry: (number: number) => ["audit", number],
  /** The number and hash of the audit log's newest entry. */
  auditHead: () => ["audit_head"],
  /** What was done together with a change of a request, and is still to come into the audit log. */
  auditOutbox: () => ["audit_outbox"],
  auditDue: (requestId: string, seq: number) => ["audit_outbox", requestId, seq],
  users: () => ["user"],
  user: (userId: string) => ["user", userId],
  /** The password's hash, apart from the user, so that nothing that reads users comes upon it. */
  password: (userId: string) => ["password", userId],
  /** Agents and admins: those to whom a request can be assigned. */
  staff: () => ["staff"],
  staffMember: (userId: string) => ["staff", userId],
  /** Which user has this name. */
  username: (username: string) => ["username", username],
  /** What is known of a guest, beside their account, at the one request that they made. */
  guest: (requestId: string) => ["guest", requestId],
  /** Whose request a private link opens, or once did: of its secret the hash alone. */
  guestLink: (linkHash: string) => ["guest_link", linkHash],
  session: (sessionHash: string) => ["session", sessionHash],
  /** Which API token a form or call made, so that sent again it makes no second one. */
  tokenCreation: (userId: string, clientId: string) => ["token_creation", userId, clientId],
  /** Changes whenever this person makes an API token, so that they are counted one by one. */
  tokenGuard: (userId: string) => ["token_guard", userId],
  /** The sessions and API tokens of one person. */
  userSessions: (userId: string) => ["user_session", userId],
  /** Attempts to sign in to an account, by digests of its name and of what else they are counted by. */
  signInAccount: (account: string) => ["sign_in", account],
  signInAddress: (account: string, address: string) => ["sign_in", account, "address", address],
  /** That a browser is known to an account, and its attempts. */
  signInDevice: (account: string, device: string) => ["sign_in", account, "device", device],
  /** Whose account a person at an OpenID Connect provider has: by digest of the issuer. */
  identity: (issuerHash: string, subject: string) => ["identity", issuerHash, subject],
  /** A sign-in under way at the provider, by the hash of what the browser has of it. */
  oidcFlow: (handleHash: string) => ["oidc_flow", handleHash],
  userSession: (userId: string, sessionHash: string) => ["user_session", userId, sessionHash],
  /** By the credential's own id, in base64url: at most 1,364 characters, so that a key holds it. */
  passkey: (credentialId: string) => ["passkey", credentialId],
  /** Which passkeys one person has: what every adding and removing checks. */
  userPasskeys: (userId: string) => ["user_passkeys", userId],
  passkeyChallenge: (challengeHash: string) => ["passkey_challenge", challengeHash],
} as const;
