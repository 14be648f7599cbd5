import assert from "node:assert/strict";
import { ulid } from "ulid";
import { actorOf, COMMAND_LINE, type Session } from "../../lib/auth/accounts.ts";
import { Guests } from "../../lib/auth/guests.ts";
import { newSecret } from "../../lib/auth/secret.ts";
import type { Ask } from "../../lib/model/guest.ts";
import { UNKNOWN_VISITOR } from "../../lib/model/session.ts";
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { RequestStore } from "../../lib/storage/request_store.ts";
import { accountsOn, ANN, assertRefused } from "../helpers/accounts.ts";
import { inTempFolder, losingAnswers, outrun, testOnEachDatabase } from "../helpers/databases.ts";

const VISITOR = { address: "203.0.113.7", device: "A browser" };

function guestsOn(kv: Deno.Kv) {
  const rest = accountsOn(kv);
  const { parts, accounts } = rest;
  const store = new RequestStore({ kv, clock: parts.clock, newId: () => ulid() });
  const guests = new Guests({ parts, accounts, requests: store });
  return { ...rest, store, guests };
}

const question = (changes: Partial<Ask> = {}): Ask => ({
  name: "Gwen",
  email: "gwen@example.org",
  question: "Where is my parcel?",
  link: newSecret(),
  ...changes,
});

const everything = (kv: Deno.Kv) => Array.fromAsync(kv.list({ prefix: [] }));

/** What the log tells, oldest first. */
async function deedsOf(kv: Deno.Kv): Promise<string[]> {
  const { entries } = await new AuditLog({ kv, clock: Date.now })
    .list({ limit: 50 });
  return entries.map(({ action }) => action).reverse();
}

testOnEachDatabase("a wrong, a renewed and a revoked link let nobody in", async (kv) => {
  const { guests } = guestsOn(kv);
  const asked = question();
  const { requestId } = await guests.ask(asked, VISITOR);
  assert.equal(await guests.byLink(newSecret()), null);
  assert.equal(await guests.byLink(""), null);
  const renewed = await guests.renewLink(requestId, COMMAND_LINE);
  assert.equal(await guests.byLink(asked.link), null);
  assert.equal((await guests.byLink(renewed))?.requestId, requestId);
  await guests.revokeLink(requestId, COMMAND_LINE);
  assert.equal(await guests.byLink(renewed), null);
  assert.deepEqual(await guests.stateOf(requestId), {
    email: asked.email,
    hasLink: false,
    isGuest: true,
  });
  const again = await guests.renewLink(requestId, COMMAND_LINE);
  assert.equal((await guests.byLink(again))?.requestId, requestId);
});

testOnEachDatabase("a void link's form does not open another request", async (kv) => {
  const { guests } = guestsOn(kv);
  const asked = question();
  const { requestId } = await guests.ask(asked, VISITOR);
  await guests.revokeLink(requestId, COMMAND_LINE);
  const before = await everything(kv);
  await assertRefused("conflict", guests.ask(asked, VISITOR));
  assert.deepEqual(await everything(kv), before);
});

testOnEachDatabase(
  "revoking a link ends the sessions of the guest, renewing does not",
  async (kv) => {
    const { guests, accounts, announced } = guestsOn(kv);
    const guest = await guests.ask(question(), VISITOR);
    const { token } = await guests.enter(guest, VISITOR);
    await guests.renewLink(guest.requestId, COMMAND_LINE);
    assert.equal((await accounts.whoIs(token))?.session.guestOf, guest.requestId);
    assert.deepEqual(announced, []);
    await guests.revokeLink(guest.requestId, COMMAND_LINE);
    assert.equal(await accounts.whoIs(token), null);
    assert.deepEqual(announced, [{ userId: guest.account.user.id }]);
  },
);

testOnEachDatabase("nobody but a guest becomes a user", async (kv) => {
  const { guests, accounts } = guestsOn(kv);
  const { session } = await accounts.signUp(ANN);
  const claim = { username: "gwen", password: "correct horse" };
  await assertRefused("forbidden", guests.claim(session, claim, VISITOR));
  const guest = await guests.ask(question(), VISITOR);
  const as = await guests.enter(guest, VISITOR);
  const taken = await assertRefused(
    "conflict",
    guests.claim(as.session, { ...claim, username: "ann" }, VISITOR),
  );
  assert.deepEqual(taken.fields.map(({ path }) => path), ["username"]);
  await guests.claim(as.session, claim, VISITOR);
  // The same form, sent twice: the second still comes with the guest's session.
  const second = { username: "gwen", password: "another password" };
  await assertRefused("conflict", guests.claim(as.session, second, VISITOR));
  await assertRefused("unauthenticated", accounts.signIn(second));
  await assertRefused("forbidden", guests.renewLink(guest.requestId, COMMAND_LINE));
});

testOnEachDatabase("a guest has no role, since whoever has the link would have it", async (kv) => {
  const { guests, accounts } = guestsOn(kv);
  const { account } = await guests.ask(question(), VISITOR);
  await assertRefused("conflict", accounts.setRole(account.user.username, "admin"));
});

testOnEachDatabase(
  "who asks has a request of their own, and a link as the only way in",
  async (kv) => {
    const { guests, accounts, store } = guestsOn(kv);
    const asked = question({ question: "  Where is\tmy parcel?\nIt is late." });
    const guest = await guests.ask(asked, VISITOR);
    const { user } = guest.account;
    assert.match(user.username, /^guest-[0-9a-z]{8}$/);
    assert.deepEqual([user.name, user.role], ["Gwen", "requester"]);
    const { requests } = await store.list(`user:${user.id}`, ["open"], { cursor: null, limit: 9 });
    assert.deepEqual(
      requests.map(({ id, title, requester, head }) => [id, title, requester, head]),
      [
        [guest.requestId, "Where is my parcel?", user, 1],
      ],
    );
    await assertRefused("unauthenticated", accounts.signIn({ ...ANN, username: user.username }));
    const { session } = await guests.enter(guest, VISITOR);
    assert.equal(session.guestOf, guest.requestId);
    assert.deepEqual(await deedsOf(kv), ["guest.added", "session.refused", "session.begun"]);
  },
);

testOnEachDatabase("the database does not know a link's secret", async (kv) => {
  const { guests } = guestsOn(kv);
  const asked = question();
  const { requestId } = await guests.ask(asked, VISITOR);
  const renewed = await guests.renewLink(requestId, COMMAND_LINE);
  const stored = Deno.inspect(await everything(kv), { depth: 20, strAbbreviateSize: 1e6 });
  assert(!stored.includes(asked.link) && !stored.includes(renewed));
});

testOnEachDatabase("the same form twice, also at once, makes one request", async (kv) => {
  const { guests } = guestsOn(kv);
  const asked = question();
  const all = await Promise.all([1, 2, 3].map(() => guests.ask(asked, VISITOR)));
  all.push(await guests.ask(asked, VISITOR));
  assert.equal(new Set(all.map(({ requestId }) => requestId)).size, 1);
  assert.equal(new Set(all.map(({ account }) => account.user.id)).size, 1);
  assert.deepEqual(await deedsOf(kv), ["guest.added"]);
});

Deno.test("a commit of which nobody knows makes one guest, and one entry", async () => {
  using kv = await Deno.openKv(":memory:");
  const { guests } = guestsOn(losingAnswers(kv, 1));
  const guest = await guests.ask(question(), VISITOR);
  assert.deepEqual(await deedsOf(kv), ["guest.added"]);
  const users = await Array.fromAsync(kv.list({ prefix: ["user"] }));
  assert.deepEqual(users.map(({ key }) => key[1]), [guest.account.user.id]);
});

Deno.test("a renewal in doubt gives a link that opens the request, and one entry", async () => {
  using kv = await Deno.openKv(":memory:");
  const { requestId } = await guestsOn(kv).guests.ask(question(), VISITOR);
  const { guests } = guestsOn(losingAnswers(kv, 1));
  const secret = await guests.renewLink(requestId, COMMAND_LINE);
  assert.equal((await guests.byLink(secret))?.requestId, requestId);
  assert.deepEqual(await deedsOf(kv), ["guest.added", "guest_link.renewed"]);
});

Deno.test("a process that ends before the commit leaves nothing behind", async () => {
  await inTempFolder(async (folder) => {
    const path = `${folder}/guests.sqlite3`;
    const kv = await Deno.openKv(path);
    const { guests } = guestsOn(outrun(kv, 1, () => Promise.resolve(kv.close())));
    await assert.rejects(guests.ask(question(), VISITOR));
    using left = await Deno.openKv(path);
    assert.deepEqual(await everything(left), []);
  });
});

Deno.test("a process that ends after the commit leaves a guest whom the form lets in", async () => {
  await inTempFolder(async (folder) => {
    const path = `${folder}/guests.sqlite3`;
    const asked = question();
    const first = await Deno.openKv(path);
    const { requestId } = await guestsOn(first).guests.ask(asked, VISITOR);
    first.close();
    using kv = await Deno.openKv(path);
    const { guests, accounts } = guestsOn(kv);
    const guest = await guests.ask(asked, VISITOR);
    assert.equal(guest.requestId, requestId);
    const { token } = await guests.enter(guest, VISITOR);
    assert.equal((await accounts.whoIs(token))?.session.user.id, guest.account.user.id);
  });
});

testOnEachDatabase(
  "a guest who becomes a user keeps the request and loses the link",
  async (kv) => {
    const { guests, accounts, store, announced } = guestsOn(kv);
    const asked = question();
    const guest = await guests.ask(asked, VISITOR);
    const before = await guests.enter(guest, VISITOR);
    const claim = { username: "gwen", password: "correct horse" };
    const { session, token } = await guests.claim(before.session, claim, VISITOR);
    assert.deepEqual(session.user, { ...guest.account.user, username: "gwen" });
    assert.equal(session.guestOf, null);
    assert.notEqual(session.id, before.session.id);
    assert.equal(await accounts.whoIs(before.token), null);
    assert.equal((await accounts.whoIs(token))?.session.user.username, "gwen");
    assert.equal(await guests.byLink(asked.link), null);
    assert.deepEqual(announced, [{ userId: session.user.id }]);
    assert.equal((await accounts.signIn(claim)).session.user.id, guest.account.user.id);
    const { requests } = await store
      .list(`user:${session.user.id}`, ["open"], { cursor: null, limit: 9 });
    assert.deepEqual(requests.map(({ id }) => id), [guest.requestId]);
    assert.equal(await accounts.userByUsername(guest.account.user.username), null);
    assert((await deedsOf(kv)).includes("guest.became_user"));
  },
);

testOnEachDatabase(
  "who renews and revokes a link is noted, with no word of the question",
  async (kv) => {
    const { guests, accounts, parts } = guestsOn(kv);
    const mia: Session = (await accounts.signUp({ ...ANN, username: "mia" })).session;
    const by = actorOf({ user: mia.user, address: VISITOR.address });
    const { requestId, account } = await guests.ask(question(), UNKNOWN_VISITOR);
    await guests.renewLink(requestId, by);
    await guests.revokeLink(requestId, by);
    const { entries } = await parts.audit.list({ limit: 2 });
    assert.deepEqual(entries.map(({ action }) => action), [
      "guest_link.revoked",
      "guest_link.renewed",
    ]);
    for (const { actor, target, details } of entries) {
      assert.deepEqual(actor, by);
      assert.deepEqual(target, { type: "request", id: requestId, name: requestId });
      assert.deepEqual(details, { guest: account.user.id });
    }
  },
);
