/** The calls of passkeys: who may make them, and with what. */
import assert from "node:assert/strict";
import type { CreationOptions, RequestOptions } from "../../lib/auth/webauthn.ts";
import type { Passkey } from "../../lib/model/passkey.ts";
import { assertProblem, Caller, cookieOf, jsonOf } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { SoftAuthenticator } from "../helpers/soft_authenticator.ts";

const desk = serverOfThisFile();

const newDevice = (): SoftAuthenticator => new SoftAuthenticator(desk().server.origin);

async function add(caller: Caller, device: SoftAuthenticator): Promise<Passkey> {
  const options = jsonOf<CreationOptions>(await caller.post("/api/passkeys/options", {}));
  const made = await caller.post("/api/passkeys", device.make(options));
  return jsonOf<{ passkey: Passkey }>(made, 201).passkey;
}

/** What somebody without a session is asked, and the cookie that ties it to their browser. */
async function asked(headers: Record<string, string> = {}) {
  const answer = await desk().people.nobody.post("/api/passkeys/signin/options", {}, headers);
  const [cookie = ""] = answer.headers.getSetCookie();
  return { options: jsonOf<RequestOptions>(answer), cookie };
}

Deno.test("pages of other sites neither add a passkey nor use one", async () => {
  const { ann, nobody } = desk().people;
  const foreign = { origin: "https://evil.example" };
  for (const path of ["/api/passkeys/options", "/api/passkeys", "/account/passkeys"]) {
    assert.equal((await ann.post(path, {}, foreign)).status, 403, path);
  }
  for (const path of ["/api/passkeys/signin/options", "/api/passkeys/signin"]) {
    assert.equal((await nobody.post(path, {}, foreign)).status, 403, path);
  }
});

Deno.test("who is not signed in adds, sees, names and removes no passkey", async () => {
  const { nobody } = desk().people;
  const id = "01J00000000000000000000000";
  assertProblem(await nobody.get("/api/passkeys"), 401, "unauthenticated");
  assertProblem(await nobody.post("/api/passkeys/options", {}), 401, "unauthenticated");
  assertProblem(await nobody.post("/api/passkeys", {}), 401, "unauthenticated");
  const renaming = await nobody.call("PATCH", `/api/passkeys/${id}`, { body: { name: "Mine" } });
  assertProblem(renaming, 401, "unauthenticated");
  assertProblem(await nobody.call("DELETE", `/api/passkeys/${id}`), 401, "unauthenticated");
});

Deno.test("what is no passkey is refused by the names of its fields", async () => {
  const { ann, nobody } = desk().people;
  const huge = "A".repeat(20_000);
  const credential = { id: "AAAA", rawId: "AAAA", type: "public-key" };
  const made = { ...credential, response: { clientDataJSON: "e30", attestationObject: huge } };
  const fields = ["response.attestationObject"];
  assertProblem(await ann.post("/api/passkeys", made), 422, "invalid", fields);
  const used = { ...credential, id: "no base64url!", response: { userHandle: huge } };
  assertProblem(await nobody.post("/api/passkeys/signin", used), 422, "invalid", [
    "id",
    "response.authenticatorData",
    "response.clientDataJSON",
    "response.signature",
    "response.userHandle",
  ]);
  const bytes = { attestationObject: "AAAA", clientDataJSON: "AAAA", transports: [] };
  const nonsense = { ...credential, response: bytes };
  assertProblem(await ann.post("/api/passkeys", nonsense), 422, "invalid", ["response"]);
  const body = JSON.stringify({ ...made, more: "x".repeat(200_000) });
  assertProblem(await ann.post("/api/passkeys", body), 413, "too_large", ["body"]);
});

Deno.test("a name must be one, and the passkey one's own", async () => {
  const { ann, otto } = desk().people;
  const { id } = await add(ann, newDevice());
  const path = `/api/passkeys/${id}`;
  const rename = (caller: Caller, name: unknown) => caller.call("PATCH", path, { body: { name } });
  assertProblem(await rename(ann, " "), 422, "invalid", ["name"]);
  assertProblem(await rename(ann, "x".repeat(61)), 422, "invalid", ["name"]);
  assertProblem(await rename(otto, "Mine"), 404, "not_found");
  assertProblem(await otto.call("DELETE", path), 404, "not_found");
  assert.equal((await rename(ann, "My phone")).status, 204);
  const { passkeys } = jsonOf<{ passkeys: Passkey[] }>(await ann.get("/api/passkeys"));
  assert.deepEqual(passkeys.map(({ name }) => name), ["My phone"]);
  assert.equal((await ann.call("DELETE", path)).status, 204);
  assertProblem(await ann.call("DELETE", path), 404, "not_found");
});

Deno.test("a passkey begins a session in the browser that was asked, once", async () => {
  const { ann, nobody } = desk().people;
  const device = newDevice();
  await add(ann, device);
  const { options, cookie } = await asked();
  assert.match(cookie, /; Path=\/; HttpOnly; SameSite=Lax; Max-Age=300$/);
  assert.deepEqual(options.allowCredentials ?? [], [], "nobody learns which passkeys there are");
  const proof = device.use(options);
  const path = "/api/passkeys/signin";
  assertProblem(await nobody.post(path, proof), 401, "unauthenticated");
  const headers = { cookie: cookie.split(";")[0]! };
  const answer = await nobody.post(path, proof, headers);
  assert.deepEqual(jsonOf<{ user: unknown }>(answer).user, await ann.user());
  assert.equal((await new Caller(ann.base, cookieOf(answer)).user()).username, "ann");
  assertProblem(await nobody.post(path, proof, headers), 401, "unauthenticated");
});

Deno.test("several tabs of one browser sign in side by side", async () => {
  const { mia, nobody } = desk().people;
  const device = newDevice();
  await add(mia, device);
  const first = await asked();
  const headers = { cookie: first.cookie.split(";")[0]! };
  const second = await asked(headers);
  assert.equal(second.cookie.split(";")[0], headers.cookie);
  for (const { options } of [second, first]) {
    assert.equal(
      (await nobody.post("/api/passkeys/signin", device.use(options), headers)).status,
      200,
    );
  }
});

Deno.test("without a script, passkeys are renamed and removed by forms", async () => {
  const { max } = desk().people;
  const { id } = await add(max, newDevice());
  const path = "/account/passkeys";
  const post = (form: Record<string, string>) => max.call("POST", path, { form });
  assert.equal((await post({ action: "explode", id })).status, 422);
  const empty = await post({ action: "rename", id, name: "" });
  assert.equal(empty.status, 422);
  assert.match(empty.text, /id="name-error"/);
  assert.equal((await post({ action: "rename", id, name: "<b>Mine</b>" })).status, 303);
  assert.match((await max.get(path)).text, /&lt;b>Mine&lt;\/b>/);
  assert.equal((await post({ action: "remove", id })).status, 303);
  assert.match((await max.get(path)).text, /You have no passkeys yet/);
});
