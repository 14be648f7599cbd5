import assert from "node:assert/strict";
import { parseHash } from "../../lib/auth/password_hash.ts";
import { OWASP_COST, Passwords } from "../../lib/auth/passwords.ts";
import { assertRefused, CHEAP } from "../helpers/accounts.ts";

const passwords = new Passwords({ cost: CHEAP });

Deno.test("a wrong password does not match, nor does any for nobody", async () => {
  const hash = await passwords.hash("correct horse");
  assert.equal(await passwords.matches("correct hors", hash), false);
  assert.equal(await passwords.matches("Correct horse", hash), false);
  assert.equal(await passwords.matches("", hash), false);
  assert.equal(await passwords.matches("correct horse", null), false);
});

Deno.test("a stored hash that cannot be read is an error that does not repeat it", async () => {
  for (const hash of ["", "correct horse", "$scrypt$ln=4,r=1,p=1$c2FsdA$", "$2b$10$abc"]) {
    const error = await passwords.matches("correct horse", hash).catch((error: Error) => error);
    assert(error instanceof Error);
    assert(hash === "" || !error.message.includes(hash));
  }
});

Deno.test("too many people at once are asked to come again", async () => {
  const busy = new Passwords({ cost: CHEAP, atOnce: 1, waitingMax: 1 });
  const served = [busy.hash("correct horse"), busy.hash("correct horse")];
  await assertRefused("unavailable", busy.matches("correct horse", null));
  await Promise.all(served);
});

Deno.test("the right password matches, on whatever keyboard it was typed", async () => {
  const hash = await passwords.hash("r\u00e9sum\u00e9 of mine");
  assert.equal(await passwords.matches("r\u00e9sum\u00e9 of mine", hash), true);
  assert.equal(await passwords.matches("re\u0301sume\u0301 of mine", hash), true);
});

Deno.test("the same password has another hash each time", async () => {
  assert.notEqual(await passwords.hash("correct horse"), await passwords.hash("correct horse"));
});

Deno.test("a hash says its cost, and is outdated once the cost is raised", async () => {
  const hash = await passwords.hash("correct horse");
  assert.match(hash, /^\$scrypt\$ln=4,r=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(passwords.isOutdated(hash), false);
  const stricter = new Passwords({ cost: { ...CHEAP, logN: 5 } });
  assert.equal(stricter.isOutdated(hash), true);
  assert.equal(await stricter.matches("correct horse", hash), true);
});

Deno.test("hashing is scrypt: a hash made elsewhere matches", async () => {
  // The second test vector of RFC 7914, section 12.
  const key =
    "/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA";
  const hash = `$scrypt$ln=10,r=8,p=16$TmFDbA$${key}`;
  assert.equal(await passwords.matches("password", hash), true);
  assert.equal(await passwords.matches("Password", hash), false);
});

Deno.test("at full cost a hash takes 128 MiB, and timers go on while it is made", async () => {
  const { logN, r } = OWASP_COST;
  assert.equal(128 * 2 ** logN * r, 128 * 1024 * 1024);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  const hash = await new Passwords().hash("correct horse");
  clearInterval(timer);
  assert.deepEqual(parseHash(hash).cost, OWASP_COST);
  assert(ticks >= 5, `${ticks} ticks: the event loop stood still`);
});
