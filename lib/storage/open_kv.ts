import { dirname } from "node:path";
import { HotlineError } from "../model/errors.ts";
import { idSchema } from "../model/id.ts";
import { commitAtomic, DoubtfulCommit, retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

/** Where the database is when nothing says otherwise. */
export const DEFAULT_LOCATION = ".data/hotline.sqlite3";

/** Checks that one atomic may have: Deno's own limit, and that of a self-hosted denokv. */
const CHECKS_MAX = { local: 100, remote: 10 } as const;
const EPOCH_ATTEMPTS_MAX = 5;
/** Of keys and records: raised when what stands in a database has to be read in another way. */
const LAYOUT = 2;

/** An open database, and how much one atomic may ask of it. */
export interface Database {
  kv: Deno.Kv;
  /** Checks that one atomic may have here. */
  checksMax: number;
}

/**
 * Opens the database: a file (made with its folder if need be, for this user's eyes alone),
 * `:memory:`, or the URL of a KV Connect server. `undefined` is the database that Deno Deploy has
 * attached, or the default file anywhere else. The caller closes it.
 *
 * @throws {HotlineError} `unavailable` in one line that names HOTLINE_KV.
 */
export async function openKv(location: string | undefined): Promise<Database> {
  if (location === undefined && Deno.env.get("DENO_DEPLOYMENT_ID") !== undefined) {
    return { kv: await Deno.openKv(), checksMax: CHECKS_MAX.remote };
  }
  const place = location ?? DEFAULT_LOCATION;
  const isRemote = /^https?:\/\//.test(place);
  try {
    if (!isRemote && place !== ":memory:") await makeFile(place);
    const kv = await Deno.openKv(place);
    return { kv, checksMax: isRemote ? CHECKS_MAX.remote : CHECKS_MAX.local };
  } catch (error) {
    const [reason = ""] = String(error instanceof Error ? error.message : error).split("\n");
    const problem = withoutSecrets(`Cannot open the database ${place}: ${reason}`);
    // Without the cause: it would repeat the URL.
    throw new HotlineError(
      "unavailable",
      `${problem}. Set HOTLINE_KV to a file that can be written, to :memory:, or to the URL of a ` +
        "KV Connect server.",
    );
  }
}

/**
 * The id of this database's history, made at its first start. However many processes start at
 * once, all get the same.
 *
 * @throws {HotlineError} `unavailable` if the database has another layout than this revision reads.
 */
export async function epochOf(kv: Deno.Kv, newId: () => string): Promise<string> {
  for (let attempt = 0; attempt < EPOCH_ATTEMPTS_MAX; attempt++) {
    const [epoch, layout] = await retryRead(() =>
      kv.getMany<unknown[]>([keys.epoch(), keys.layout()])
    );
    if (epoch?.value !== null) {
      assertLayout(layout?.value ?? 1);
      return idSchema.parse(epoch?.value);
    }
    await proposeEpoch(kv, newId());
  }
  throw new HotlineError("unavailable", "The database does not store its epoch.");
}

function assertLayout(found: unknown): void {
  if (found === LAYOUT) return;
  throw new HotlineError(
    "unavailable",
    `The database has layout ${found}, and this revision of Hotline reads layout ${LAYOUT}. Set ` +
      "HOTLINE_KV to another file.",
  );
}

async function proposeEpoch(kv: Deno.Kv, epoch: string): Promise<void> {
  try {
    await commitAtomic(
      kv.atomic().check({ key: keys.epoch(), versionstamp: null })
        .set(keys.epoch(), epoch).set(keys.layout(), LAYOUT),
    );
  } catch (error) {
    // Whether it is there, and whose it is, is read next in any case.
    if (!(error instanceof DoubtfulCommit)) throw error;
  }
}

/** SQLite would make the file itself, but readable by everyone on the machine. */
async function makeFile(path: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await Deno.open(path, { create: true, append: true, mode: 0o600 });
  file.close();
}

/** A URL may carry a name and password, which have no place in a log. */
function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^@/\s]+@/g, "//");
}
