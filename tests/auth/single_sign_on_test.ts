import assert from "node:assert/strict";
import { Identities } from "../../lib/auth/identities.ts";
import { FLOW_MS, SingleSignOn } from "../../lib/auth/single_sign_on.ts";
import { newSecret } from "../../lib/auth/secret.ts";
import { Limiter } from "../../lib/limits/limiter.ts";
import { RATES } from "../../lib/limits/rates.ts";
import type { AuthOptions } from "../../lib/auth/parts.ts";
import { accountsOn, ANN, assertRefused } from "../helpers/accounts.ts";
import { losingAnswers } from "../helpers/databases.ts";
import { readAudit } from "../helpers/deeds.ts";
import {
  CLIENT,
  startProvider,
  type TestProvider,
  VisitorAtProvider,
} from "../helpers/oidc_provider.ts";

const VISITOR = { address: "203.0.113.7", device: "A browser" };
const FLOW = { redirectUri: "http://127.0.0.1:8000/signin/oidc/callback", next: "/requests/new" };

let provider: TestProvider;
Deno.test.beforeAll(async () => {
  provider = await startProvider();
});
Deno.test.afterAll(() => provider.close());

interface Options extends Partial<AuthOptions> {
  allowsSignUp?: boolean;
  issuer?: string;
  clientSecret?: string;
}

function signOnTo(
  kv: Deno.Kv,
  { allowsSignUp = true, issuer, clientSecret, ...rest }: Options = {},
) {
  const faults: unknown[] = [];
  const desk = accountsOn(kv, { onError: (error) => faults.push(error), ...rest });
  const signOn = new SingleSignOn({
    parts: desk.parts,
    accounts: desk.accounts,
    config: {
      issuer: new URL(issuer ?? provider.issuer),
      clientId: CLIENT.id,
      clientSecret: clientSecret ?? CLIENT.secret,
      name: "Example",
    },
    allowsSignUp,
  });
  /** All the way, as somebody whom the provider knows by this subject. */
  const signIn = async (subject: string) => {
    const { url, handle } = await signOn.begin(FLOW, VISITOR);
    const back = await new VisitorAtProvider().signIn(url, subject);
    return await signOn.finish(back, handle, VISITOR);
  };
  return { ...desk, signOn, signIn, faults };
}

const deedsIn = async (kv: Deno.Kv) =>
  (await readAudit(kv)).map(({ action, details }) => ({ action, details }));

const reasonsIn = async (kv: Deno.Kv) =>
  (await deedsIn(kv)).filter(({ action }) => action === "session.refused")
    .map(({ details }) => details["reason"]);

const usersIn = async (kv: Deno.Kv) => await Array.fromAsync(kv.list({ prefix: ["user"] }));

Deno.test("who comes back without having left from this browser gets nowhere", async () => {
  using kv = await Deno.openKv(":memory:");
  const { signOn } = signOnTo(kv);
  const { url, handle } = await signOn.begin(FLOW, VISITOR);
  const back = await new VisitorAtProvider().signIn(url, "ann");
  for (const wrong of [null, "", "x", newSecret()]) {
    await assertRefused("forbidden", signOn.finish(back, wrong, VISITOR));
  }
  assert.equal((await usersIn(kv)).length, 0);
  assert.equal((await reasonsIn(kv)).length, 4);
  assert.ok((await signOn.finish(back, handle, VISITOR)).signedIn, "and nobody else is harmed");
});

Deno.test("what another browser began cannot be finished in this one", async () => {
  using kv = await Deno.openKv(":memory:");
  const { signOn } = signOnTo(kv);
  const theirs = await signOn.begin(FLOW, VISITOR);
  const own = await signOn.begin(FLOW, VISITOR);
  const theirBack = await new VisitorAtProvider().signIn(theirs.url, "mallory");
  await assertRefused("forbidden", signOn.finish(theirBack, own.handle, VISITOR));
  const back = await new VisitorAtProvider().signIn(own.url, "ann");
  assert.ok((await signOn.finish(back, own.handle, VISITOR)).signedIn, "one's own goes on");
});

Deno.test("a way back is good once", async () => {
  using kv = await Deno.openKv(":memory:");
  const { signOn } = signOnTo(kv);
  const { url, handle } = await signOn.begin(FLOW, VISITOR);
  const back = await new VisitorAtProvider().signIn(url, "ann");
  const both = await Promise.allSettled([
    signOn.finish(back, handle, VISITOR),
    signOn.finish(back, handle, VISITOR),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  await assertRefused("forbidden", signOn.finish(back, handle, VISITOR));
});

Deno.test("after ten minutes one begins anew", async () => {
  using kv = await Deno.openKv(":memory:");
  const { signOn, time } = signOnTo(kv);
  const { url, handle } = await signOn.begin(FLOW, VISITOR);
  const back = await new VisitorAtProvider().signIn(url, "ann");
  time.now += FLOW_MS;
  await assertRefused("forbidden", signOn.finish(back, handle, VISITOR));
});

for (
  const [what, parameter, value, reason] of [
    ["nonce", "nonce", "another", /JWT claim/],
    [
      "code challenge",
      "code_challenge",
      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      /invalid_grant/,
    ],
  ] as const
) {
  Deno.test(`a sign-in with another ${what} is refused`, async () => {
    using kv = await Deno.openKv(":memory:");
    const { signOn } = signOnTo(kv);
    const { url, handle } = await signOn.begin(FLOW, VISITOR);
    assert.ok(url.searchParams.has(parameter));
    url.searchParams.set(parameter, value);
    const back = await new VisitorAtProvider().signIn(url, "ann");
    await assertRefused("forbidden", signOn.finish(back, handle, VISITOR));
    assert.equal((await usersIn(kv)).length, 0);
    const reasons = await reasonsIn(kv);
    assert.equal(reasons.length, 1);
    assert.match(reasons[0]!, reason);
  });
}

for (
  const [what, parameter, value, reason] of [
    ["issuer", "iss", "https://elsewhere.example", /invalid response/],
    ["code", "code", "made-up", /invalid_grant/],
    ["turn", "error", "server_error", /error: server_error/],
    ["state", "state", "made-up", /no sign-in of this browser/],
  ] as const
) {
  Deno.test(`an answer with another ${what} is refused`, async () => {
    using kv = await Deno.openKv(":memory:");
    const { signOn } = signOnTo(kv);
    const { url, handle } = await signOn.begin(FLOW, VISITOR);
    const back = await new VisitorAtProvider().signIn(url, "ann");
    back.searchParams.set(parameter, value);
    await assertRefused("forbidden", signOn.finish(back, handle, VISITOR));
    assert.equal((await usersIn(kv)).length, 0);
    const reasons = await reasonsIn(kv);
    assert.equal(reasons.length, 1);
    assert.match(reasons[0]!, reason);
  });
}

Deno.test("who changes their mind at the provider is sent back to where they were going", async () => {
  using kv = await Deno.openKv(":memory:");
  const { signOn } = signOnTo(kv);
  const { url, handle } = await signOn.begin(FLOW, VISITOR);
  const back = await new VisitorAtProvider().cancel(url);
  assert.equal(back.searchParams.get("error"), "access_denied");
  const returned = await signOn.finish(back, handle, VISITOR);
  assert.deepEqual(returned, { signedIn: null, next: FLOW.next });
  assert.deepEqual(await reasonsIn(kv), ["access denied"]);
});

Deno.test("a disabled account stays out", async () => {
  using kv = await Deno.openKv(":memory:");
  const { parts, signIn } = signOnTo(kv);
  const { signedIn } = await signIn("ann");
  const change = { disabledAt: 1 };
  await parts.users.change(signedIn!.session.user.id, (before) => ({ ...before, ...change }));
  const { message } = await assertRefused("forbidden", signIn("ann"));
  assert.match(message, /disabled/);
  assert.equal((await reasonsIn(kv)).length, 1);
});

Deno.test("where nobody makes an account for themselves, who has one comes in, and no other", async () => {
  using kv = await Deno.openKv(":memory:");
  await signOnTo(kv).signIn("ann");
  const closed = signOnTo(kv, { allowsSignUp: false });
  const { message } = await assertRefused("forbidden", closed.signIn("ben"));
  assert.match(message, /no account here/);
  assert.ok((await closed.signIn("ann")).signedIn);
  assert.equal((await usersIn(kv)).length, 1);
});

Deno.test("a provider that is away is told of, and asked again by the next", async () => {
  using kv = await Deno.openKv(":memory:");
  const { signOn, faults } = signOnTo(kv, { issuer: "http://127.0.0.1:9" });
  for (let time = 0; time < 2; time++) {
    await assertRefused("unavailable", signOn.begin(FLOW, VISITOR));
  }
  assert.equal(faults.length, 2);
});

Deno.test("a wrong client secret is the desk's fault, and stands in no log", async () => {
  using kv = await Deno.openKv(":memory:");
  const clientSecret = "not-what-they-agreed-on";
  const { signOn, signIn, faults } = signOnTo(kv, { clientSecret });
  const error = await assertRefused("unavailable", signIn("ann"));
  assert.equal(faults.length, 1);
  assert.match(String(faults[0]), /cannot be used: .* 401$/);
  const told = Deno.inspect([error, faults, await deedsIn(kv), signOn], { depth: 20 });
  assert.ok(!told.includes(clientSecret));
});

Deno.test("whoever begins without end is slowed down, and who comes in is not", async () => {
  using kv = await Deno.openKv(":memory:");
  const limiter = new Limiter({ clock: () => 0, isOn: true });
  const { signOn, signIn } = signOnTo(kv, { limiter });
  await signIn("ann");
  const tries = RATES.signIn.address.burst;
  for (let time = 0; time < tries; time++) await signOn.begin(FLOW, VISITOR);
  await assertRefused("rate_limited", signOn.begin(FLOW, VISITOR));
});

Deno.test("who is new gets an account, and the same one the next time", async () => {
  using kv = await Deno.openKv(":memory:");
  provider.people.set("zoe-1", { preferred_username: "Zoë.Ek@example.org", name: "Zoë Ek" });
  const { accounts, signIn } = signOnTo(kv);
  const first = await signIn("zoe-1");
  const { session, token } = first.signedIn!;
  assert.equal(first.next, FLOW.next);
  const { username, name, role } = session.user;
  assert.deepEqual({ username, name, role }, {
    username: "zoe.ek",
    name: "Zoë Ek",
    role: "requester",
  });
  assert.equal((await accounts.whoIs(token))?.session.user.id, session.user.id);
  provider.people.set("zoe-1", { preferred_username: "somebody-else" });
  const second = await signIn("zoe-1");
  assert.deepEqual(second.signedIn!.session.user, session.user);
  assert.notEqual(second.signedIn!.token, token);
  assert.deepEqual(await deedsIn(kv), [
    { action: "user.added", details: { role: "requester" } },
    { action: "identity.linked", details: { issuer: provider.issuer, subject: "zoe-1" } },
    { action: "session.begun", details: { way: "oidc" } },
    { action: "session.begun", details: { way: "oidc" } },
  ]);
});

Deno.test("the same name and e-mail address open nobody else's account", async () => {
  using kv = await Deno.openKv(":memory:");
  const claims = { preferred_username: ANN.username, email: "ann@example.org", name: ANN.name };
  provider.people.set("one", claims);
  provider.people.set("two", claims);
  const { accounts, signIn } = signOnTo(kv);
  await accounts.signUp(ANN);
  const one = (await signIn("one")).signedIn!.session.user;
  const two = (await signIn("two")).signedIn!.session.user;
  assert.deepEqual([one.username, two.username], ["ann-2", "ann-3"]);
});

Deno.test("who signs in twice at once gets one account", async () => {
  using kv = await Deno.openKv(":memory:");
  const { signIn } = signOnTo(kv);
  const both = await Promise.all([signIn("ann"), signIn("ann"), signIn("ann")]);
  assert.equal(new Set(both.map(({ signedIn }) => signedIn!.session.user.id)).size, 1);
  assert.equal((await usersIn(kv)).length, 1);
});

Deno.test("an account is made once although nobody learns that it was stored", async () => {
  using kv = await Deno.openKv(":memory:");
  const { parts } = accountsOn(losingAnswers(kv, 1));
  const identity = { issuer: provider.issuer, subject: "ann" };
  const person = { identity, profile: () => Promise.resolve({ name: "Ann" }) };
  const identities = new Identities(parts);
  const made = await identities.accountOf(person, VISITOR, { mayAdd: true });
  assert.equal(made.user.username, "ann");
  assert.deepEqual(await identities.accountOf(person, VISITOR, { mayAdd: false }), made);
  assert.deepEqual((await deedsIn(kv)).map(({ action }) => action), [
    "user.added",
    "identity.linked",
  ]);
});

Deno.test("a sign-in of which nobody knows whether it was used is begun anew", async () => {
  using kv = await Deno.openKv(":memory:");
  const { url, handle } = await signOnTo(kv).signOn.begin(FLOW, VISITOR);
  const back = await new VisitorAtProvider().signIn(url, "ann");
  const unsure = signOnTo(losingAnswers(kv, 1));
  await assertRefused("unavailable", unsure.signOn.finish(back, handle, VISITOR));
  await assertRefused("forbidden", unsure.signOn.finish(back, handle, VISITOR));
});
