import { z } from "zod";
import { HotlineError, notFound } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { PASSKEYS_MAX } from "../model/limits.ts";
import { spendChallenge, type StoredChallenge } from "./challenge_store.ts";
import { type Alongside, commitAtomic, DoubtfulCommit, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";
import { readMany } from "./read_many.ts";

const ATTEMPTS_MAX = 20;

const passkeyRecordSchema = z.object({
  v: z.literal(1),
  id: idSchema,
  userId: idSchema,
  /** COSE, as the device made it. */
  publicKey: z.instanceof(Uint8Array<ArrayBuffer>),
  /** How often the device says that it was used; 0 for ever where passkeys are synced. */
  counter: z.int().nonnegative(),
  /** How a browser reaches it: "internal", "usb", "hybrid"… */
  transports: z.array(z.string()),
  deviceType: z.enum(["singleDevice", "multiDevice"]),
  isBackedUp: z.boolean(),
  name: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  usedAt: z.number().nullable(),
});

const userPasskeysSchema = z.object({
  v: z.literal(1),
  /** In the order in which they were added. */
  passkeys: z.array(z.object({ id: idSchema, credentialId: z.string() })),
});

/** A passkey: what it is checked by, and what its owner knows it by. */
export interface StoredPasskey extends Omit<z.output<typeof passkeyRecordSchema>, "v"> {
  /** The credential's own id, in base64url. */
  credentialId: string;
}

type Entry = Deno.KvEntryMaybe<unknown>;
type Listed = z.output<typeof userPasskeysSchema>["passkeys"];

/** Passkeys by their credential's id, and which of them a person has. */
export class PasskeyStore {
  readonly #kv: Deno.Kv;

  constructor({ kv }: { kv: Deno.Kv }) {
    this.#kv = kv;
  }

  /** A person's passkeys, in the order in which they were added. */
  async listOf(userId: string): Promise<StoredPasskey[]> {
    const listed = readList(await this.#entry(keys.userPasskeys(userId)));
    const entries = await readMany(
      this.#kv,
      listed.map(({ credentialId }) => keys.passkey(credentialId)),
    );
    return entries.flatMap((entry) => readPasskey(entry) ?? []);
  }

  async byCredential(credentialId: string): Promise<StoredPasskey | null> {
    return readPasskey(await this.#entry(keys.passkey(credentialId)));
  }

  /**
   * Adds a passkey and spends the challenge that it answers.
   *
   * @throws {HotlineError} `conflict` when it is known already, the person has enough of them, or
   * the challenge was spent in the meantime.
   */
  async add(
    passkey: StoredPasskey,
    challenge: StoredChallenge,
    alongside: Alongside,
  ): Promise<void> {
    const { id, userId, credentialId } = passkey;
    const spent = keys.passkeyChallenge(challenge.hash);
    await this.#attempt(async (atomic) => {
      const [known, list, asked] = await this.#entries(
        keys.passkey(credentialId),
        keys.userPasskeys(userId),
        spent,
      );
      const listed = readList(list);
      // A commit of which nobody knew the outcome has come through.
      if (listed.some((one) => one.id === id)) return false;
      if (known.value !== null) throw conflict("This passkey has been added already.");
      if (listed.length >= PASSKEYS_MAX) {
        throw conflict(`You have ${PASSKEYS_MAX} passkeys. Remove one first.`);
      }
      if (asked.value === null) throw conflict("This answer has been used already. Try again.");
      writePasskey(spendChallenge(atomic.check(known, list), challenge), passkey);
      writeList(atomic, userId, [...listed, { id, credentialId }]);
      return true;
    }, alongside);
  }

  /** @throws {HotlineError} `not_found` when this person has no such passkey. */
  async rename(userId: string, id: string, name: string): Promise<void> {
    const { credentialId } = findIn(await this.#list(userId), id);
    await this.#attempt(async (atomic) => {
      const entry = await this.#entry(keys.passkey(credentialId));
      const passkey = readPasskey(entry);
      if (!passkey) throw notFound("passkey");
      writePasskey(atomic.check(entry), { ...passkey, name });
      return true;
    });
  }

  /**
   * Removes a passkey. With `keepsOne` the last one stays.
   *
   * @throws {HotlineError} `not_found` when this person has no such passkey, `conflict` when it is
   * the last one and has to stay.
   */
  async remove(
    userId: string,
    id: string,
    { keepsOne, alongside }: { keepsOne: boolean; alongside: Alongside },
  ): Promise<void> {
    const { credentialId } = findIn(await this.#list(userId), id);
    await this.#attempt(async (atomic) => {
      const list = await this.#entry(keys.userPasskeys(userId));
      const listed = readList(list);
      const rest = listed.filter((one) => one.id !== id);
      if (rest.length === listed.length) return false;
      if (keepsOne && rest.length === 0) {
        throw conflict("This passkey is your only way in. Add another one first.");
      }
      writeList(atomic.check(list).delete(keys.passkey(credentialId)), userId, rest);
      return true;
    }, alongside);
  }

  /**
   * Notes that a passkey was used and spends the challenge that it answered: false if either has
   * changed since it was read, so that of two uses of one challenge or counter one counts.
   *
   * @throws {HotlineError} `unavailable` when nobody knows; the challenge may be spent then.
   */
  async use(
    { credentialId, ...read }: StoredPasskey,
    challenge: StoredChallenge,
    use: Pick<StoredPasskey, "counter" | "isBackedUp"> & { usedAt: number },
  ): Promise<boolean> {
    const entry = await this.#entry(keys.passkey(credentialId));
    const passkey = readPasskey(entry);
    if (!passkey || passkey.counter !== read.counter || passkey.id !== read.id) return false;
    const atomic = spendChallenge(this.#kv.atomic().check(entry), challenge);
    return await isStored(writePasskey(atomic, { ...passkey, ...use })) ?? undecided();
  }

  /** `prepare` is asked anew for each try; false means that there is nothing left to do. */
  async #attempt(
    prepare: (atomic: Deno.AtomicOperation) => Promise<boolean>,
    alongside?: Alongside,
  ): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const atomic = this.#kv.atomic();
      if (!await prepare(atomic)) return;
      await alongside?.(atomic);
      if (await isStored(atomic)) return;
    }
    undecided();
  }

  async #list(userId: string): Promise<Listed> {
    return readList(await this.#entry(keys.userPasskeys(userId)));
  }

  #entry(key: Deno.KvKey): Promise<Entry> {
    return retryRead(() => this.#kv.get(key));
  }

  #entries<Keys extends Deno.KvKey[]>(...wanted: Keys): Promise<{ [At in keyof Keys]: Entry }> {
    return retryRead(() => this.#kv.getMany<unknown[]>(wanted)) as Promise<
      { [At in keyof Keys]: Entry }
    >;
  }
}

function readPasskey({ key, value }: Entry): StoredPasskey | null {
  if (value === null) return null;
  const { v: _, ...passkey } = passkeyRecordSchema.parse(value);
  return { ...passkey, credentialId: String(key[1]) };
}

function writePasskey(
  atomic: Deno.AtomicOperation,
  { credentialId, ...passkey }: StoredPasskey,
): Deno.AtomicOperation {
  return atomic.set(keys.passkey(credentialId), passkeyRecordSchema.parse({ ...passkey, v: 1 }));
}

const readList = ({ value }: Entry): Listed =>
  value === null ? [] : userPasskeysSchema.parse(value).passkeys;

const writeList = (atomic: Deno.AtomicOperation, userId: string, passkeys: Listed) =>
  atomic.set(keys.userPasskeys(userId), userPasskeysSchema.parse({ v: 1, passkeys }));

function findIn(listed: Listed, id: string): Listed[number] {
  const found = listed.find((one) => one.id === id);
  if (!found) throw notFound("passkey");
  return found;
}

/** Null when nobody knows. */
async function isStored(atomic: Deno.AtomicOperation): Promise<boolean | null> {
  try {
    return (await commitAtomic(atomic)).ok;
  } catch (error) {
    if (error instanceof DoubtfulCommit) return null;
    throw error;
  }
}

const conflict = (message: string): HotlineError => new HotlineError("conflict", message);

function undecided(): never {
  throw new HotlineError("unavailable", "The change could not be stored. Try again in a moment.");
}
