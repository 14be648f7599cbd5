/** How the routes of passkeys are tried: with a device in software, on a passkey of the requester. */
import { ulid } from "ulid";
import { ChallengeStore } from "../../lib/storage/challenge_store.ts";
import { NOTHING_ALONGSIDE } from "../../lib/storage/commit.ts";
import { PasskeyStore } from "../../lib/storage/passkey_store.ts";
import { Caller } from "../helpers/api.ts";
import { SoftAuthenticator } from "../helpers/soft_authenticator.ts";
import type { AccessRow } from "./access_table.ts";
import { type Scene, tryCall } from "./scene.ts";

type Recipe = (scene: Scene, row: AccessRow) => Promise<string>;

const LATER = Date.UTC(2100, 0);
const NO_ANSWER = { challenge: "AAAA" };

/** Gives the requester a passkey. */
async function deviceOf({ cast, base, requester }: Scene) {
  const { kv } = cast.parts;
  const device = new SoftAuthenticator(base);
  const hash = crypto.randomUUID();
  const challenges = new ChallengeStore({ kv });
  await challenges.add(hash, { expiresAt: LATER, keepMs: 60_000 });
  const passkey = {
    ...device.keep(requester.id),
    id: ulid(),
    userId: requester.id,
    counter: 0,
    transports: [],
    deviceType: "singleDevice",
    isBackedUp: false,
    name: "A phone",
    createdAt: 0,
    usedAt: null,
  } as const;
  await new PasskeyStore({ kv }).add(
    { ...passkey, transports: [] },
    (await challenges.get(hash))!,
    NOTHING_ALONGSIDE,
  );
  return { device, passkeyId: passkey.id };
}

/** What a caller is asked to answer; who is refused that gets nothing to answer. */
async function askedBy({ base, player }: Scene, path: string) {
  const answer = await new Caller(base).call("POST", path, { body: {}, headers: player.headers });
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
  return { options: answer.status === 200 ? JSON.parse(answer.text) : null, cookie };
}

const added: Recipe = async (scene, row) => {
  const { options } = await askedBy(scene, "/api/passkeys/options");
  const device = new SoftAuthenticator(scene.base);
  const nothing = { ...NO_ANSWER, rp: { id: "127.0.0.1" }, user: { id: "AAAA" } };
  return await tryCall(scene, row, { body: device.make(options ?? nothing) });
};

const used: Recipe = async (scene, row) => {
  const { device } = await deviceOf(scene);
  const { options, cookie } = await askedBy(scene, "/api/passkeys/signin/options");
  const { headers } = scene.player;
  const all = [headers.cookie, cookie].filter(Boolean).join("; ");
  const player = { ...scene.player, headers: { ...headers, cookie: all } };
  return await tryCall({ ...scene, player }, row, { body: device.use(options ?? NO_ANSWER) });
};

const changed = (body?: unknown): Recipe => async (scene, row) => {
  const { passkeyId } = await deviceOf(scene);
  return await tryCall(scene, row, { names: { passkeyId }, body });
};

export const PASSKEY_RECIPES: Record<string, Recipe> = {
  "POST /account/passkeys": async (scene, row) => {
    const { passkeyId } = await deviceOf(scene);
    return await tryCall(scene, row, { form: { action: "rename", id: passkeyId, name: "Tried" } });
  },
  "POST /api/passkeys": added,
  "PATCH /api/passkeys/{passkeyId}": changed({ name: "Tried" }),
  "DELETE /api/passkeys/{passkeyId}": changed(),
  "POST /api/passkeys/signin": used,
};
