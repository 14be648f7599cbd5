/** Guests, and the private links to their requests. */
import { z } from "zod";
import { HotlineError } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { type Account, readAccount } from "./account.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

/** Stands in for the ids of a link that does not exist, so that a look-up costs the same reads. */
const NOBODY = "nobody";

const guestRecordSchema = z.object({
  v: z.literal(1),
  userId: idSchema,
  email: z.string().nullable(),
  /** The one link that is in force; null for none. */
  linkHash: z.string().nullable(),
  /** False once they have an account of their own. */
  isGuest: z.boolean(),
});

/** A guest beside their account. */
export type Guest = Omit<z.output<typeof guestRecordSchema>, "v">;

/** Stays when the link is void, so that its secret never opens anything else. */
const linkRecordSchema = z.object({ v: z.literal(1), requestId: idSchema, userId: idSchema });

/** A guest whose link is in force. */
export interface LinkedGuest {
  requestId: string;
  account: Account;
}

/** Guests by the one request that each of them made, and by their links. */
export class GuestStore {
  readonly #kv: Deno.Kv;

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
  }

  async get(requestId: string): Promise<Guest | null> {
    const { value } = await retryRead(() => this.#kv.get(keys.guest(requestId)));
    return readGuest(value);
  }

  /** Whose link this is, if it is in force: two reads, whether there is such a link or not. */
  async byLink(linkHash: string): Promise<LinkedGuest | null> {
    const { value } = await retryRead(() => this.#kv.get(keys.guestLink(linkHash)));
    const { requestId, userId } = value === null
      ? { requestId: NOBODY, userId: NOBODY }
      : linkRecordSchema.parse(value);
    const [guest, user] = await retryRead(() =>
      this.#kv.getMany<unknown[]>([keys.guest(requestId), keys.user(userId)])
    );
    const account = readAccount(user!.value);
    const isInForce = readGuest(guest!.value)?.linkHash === linkHash;
    return isInForce && account?.guestOf === requestId ? { requestId, account } : null;
  }

  /** Whether there is, or was, a link of this hash. */
  async isTaken(linkHash: string): Promise<boolean> {
    const { value } = await retryRead(() => this.#kv.get(keys.guestLink(linkHash)));
    return value !== null;
  }

  /** Adds to an atomic what stores a new guest, and checks that their link is new. */
  add(atomic: Deno.AtomicOperation, requestId: string, guest: Guest): void {
    atomic.set(keys.guest(requestId), { ...guest, v: 1 });
    addLink(atomic, requestId, guest);
  }

  /**
   * Adds to an atomic a change of a guest, and checks that they are as they were read.
   *
   * @throws {HotlineError} `forbidden` if they are no guest any more.
   */
  async change(
    atomic: Deno.AtomicOperation,
    requestId: string,
    change: Partial<Pick<Guest, "linkHash" | "isGuest">>,
  ): Promise<true> {
    const entry = await retryRead(() => this.#kv.get(keys.guest(requestId)));
    const before = readGuest(entry.value);
    if (!before?.isGuest) throw noGuest();
    const after = { ...before, ...change };
    atomic.check(entry).set(keys.guest(requestId), { ...after, v: 1 });
    if (change.linkHash) addLink(atomic, requestId, after);
    return true;
  }
}

function addLink(
  atomic: Deno.AtomicOperation,
  requestId: string,
  { userId, linkHash }: Guest,
): void {
  if (linkHash === null) return;
  const key = keys.guestLink(linkHash);
  atomic.check({ key, versionstamp: null }).set(key, { v: 1, requestId, userId });
}

function readGuest(value: unknown): Guest | null {
  if (value === null) return null;
  const { v: _, ...guest } = guestRecordSchema.parse(value);
  return guest;
}

/** The refusal of what guests alone do. */
export function noGuest(): HotlineError {
  return new HotlineError("forbidden", "This is no guest, but somebody with an account.");
}
