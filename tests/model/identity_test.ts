import assert from "node:assert/strict";
import { identitySchema, nameOf, profileSchema, usernameOf } from "../../lib/model/identity.ts";
import { NAME_MAX, USERNAME_MAX } from "../../lib/model/limits.ts";
import { nameSchema, usernameSchema } from "../../lib/model/user.ts";

const profile = (claims: unknown) => profileSchema.parse(claims);

Deno.test("a subject that is none, or too long for a key, is refused", () => {
  const issuer = "https://login.example.org";
  for (const subject of [undefined, "", 7, "x".repeat(256), "\ud800"]) {
    assert.ok(!identitySchema.safeParse({ issuer, subject }).success, String(subject));
  }
  assert.ok(identitySchema.safeParse({ issuer, subject: "x".repeat(255) }).success);
});

Deno.test("whatever a provider says, a username and a name come of it", () => {
  const odd = [
    undefined,
    7,
    "",
    "@",
    " ",
    "\0",
    "-._",
    "a",
    "山田",
    "\ud800x",
    "x".repeat(5000),
    "😀".repeat(200),
    "a".repeat(22) + "---b",
    "__proto__",
    "<script>",
  ];
  for (const value of odd) {
    for (const claim of ["name", "preferred_username", "email"]) {
      const claims = profile({ [claim]: value });
      const username = usernameOf(claims);
      assert.equal(usernameSchema.parse(username), username);
      const numbered = `${username}-12345678`;
      assert.ok(usernameSchema.parse(numbered).length <= USERNAME_MAX, numbered);
      const name = nameOf(claims, username);
      assert.equal(nameSchema.parse(name), name);
      assert.ok(name.length <= NAME_MAX);
    }
  }
});

Deno.test("the username comes from what is most like one", () => {
  const all = { preferred_username: "pia", email: "p.holm@example.org", name: "Pia Holm" };
  assert.equal(usernameOf(profile(all)), "pia");
  assert.equal(usernameOf(profile({ ...all, preferred_username: "Pia.H@example.org" })), "pia.h");
  assert.equal(usernameOf(profile({ ...all, preferred_username: null })), "p.holm");
  assert.equal(usernameOf(profile({ name: "Zoë van Dijk" })), "zoe-van-dijk");
  assert.equal(usernameOf(profile({ name: "山田" })), "person");
});

Deno.test("the name is what the provider says, and no e-mail address", () => {
  assert.equal(nameOf(profile({ name: "  Pia\nHolm " }), "pia"), "Pia Holm");
  assert.equal(nameOf(profile({ email: "pia@example.org" }), "pia-2"), "pia");
  assert.equal(nameOf(profile({}), "pia-2"), "pia-2");
});
