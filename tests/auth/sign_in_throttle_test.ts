// How failed sign-ins slow down the next one, for whom, and for how long at the most.
import assert from "node:assert/strict";
import { Passwords } from "../../lib/auth/passwords.ts";
import { DELAYS } from "../../lib/auth/sign_in_delays.ts";
import { Limiter } from "../../lib/limits/limiter.ts";
import { RATES } from "../../lib/limits/rates.ts";
import { HotlineError } from "../../lib/model/errors.ts";
import { UserStore } from "../../lib/storage/user_store.ts";
import { accountsOn, ANN, assertRefused, CHEAP, DAY_MS } from "../helpers/accounts.ts";
import { inTempFolder, testOnEachDatabase } from "../helpers/databases.ts";

const MINUTE_MS = 60_000;
const HOME = "192.0.2.1";
const OFFICE = "198.51.100.1";

/** Passwords that count how often they were hashed. */
class CountedPasswords extends Passwords {
  hashes = 0;
  override hash(password: string): Promise<string> {
    this.hashes++;
    return super.hash(password);
  }
  override matches(password: string, hash: string | null): Promise<boolean> {
    if (hash !== null) this.hashes++;
    return super.matches(password, hash);
  }
}

/** An isolate in which sign-ins are slowed down; `time` is everybody's. */
function isolateOn(kv: Deno.Kv, time = { now: Date.UTC(2026, 0, 1) }) {
  const clock = () => time.now;
  const passwords = new CountedPasswords({ cost: CHEAP });
  const limiter = new Limiter({ clock, isOn: true });
  const { accounts } = accountsOn(kv, { clock, limiter, passwords });
  /** Tries, and says what came of it. */
  async function tries(
    password: string,
    { username = "ann", address = HOME, device = null as string | null } = {},
  ): Promise<HotlineError | null> {
    try {
      await accounts.signIn({ username, password }, { address, device: null }, device);
      return null;
    } catch (error) {
      assert(error instanceof HotlineError);
      return error;
    }
  }
  /** Guesses until it has to wait. */
  async function guesses(from: { username?: string; address?: string; device?: string } = {}) {
    for (let count = 0; count < 1_000; count++) {
      const refusal = await tries("a guess", from);
      assert(refusal);
      if (refusal.code === "rate_limited") return { count, waitMs: refusal.retryAfterMs ?? 0 };
    }
    assert.fail("nothing slowed it down");
  }
  return { accounts, passwords, time, tries, guesses };
}

const visitor = { address: HOME, device: null };

testOnEachDatabase(
  "who must wait costs no hash, and the right password waits as well",
  async (kv) => {
    const { accounts, passwords, time, tries, guesses } = isolateOn(kv);
    await accounts.signUp(ANN);
    const { count, waitMs } = await guesses();
    assert.equal(count, DELAYS.address.free);
    assert.equal(waitMs, DELAYS.address.firstMs);
    const { hashes } = passwords;
    assert.equal((await tries(ANN.password))?.code, "rate_limited");
    assert.equal(passwords.hashes, hashes);
    time.now += waitMs;
    assert.equal(await tries(ANN.password), null);
  },
);

testOnEachDatabase("a name that nobody has is slowed down like any other", async (kv) => {
  const { accounts, guesses } = isolateOn(kv);
  await accounts.signUp(ANN);
  assert.deepEqual(await guesses({ username: "nobody" }), await guesses());
});

testOnEachDatabase("each failure doubles the wait, up to a longest one", async (kv) => {
  const { accounts, time, guesses } = isolateOn(kv);
  await accounts.signUp(ANN);
  const waits: number[] = [];
  for (let count = 0; count < 12; count++) {
    const { waitMs } = await guesses();
    waits.push(waitMs);
    time.now += waitMs;
  }
  const expected = Array.from({ length: 12 }, (_, at) => Math.min(5 * MINUTE_MS, 1_000 * 2 ** at));
  assert.deepEqual(waits, expected);
  time.now += DAY_MS;
  assert.equal((await guesses()).count, DELAYS.address.free, "in time it is all forgotten");
});

testOnEachDatabase(
  "many guesses at the same moment are not more than one after another",
  async (kv) => {
    const { accounts, tries } = isolateOn(kv);
    await accounts.signUp(ANN);
    const refusals = await Promise.all(Array.from({ length: 40 }, () => tries("a guess")));
    const looked = refusals.filter((refusal) => refusal?.code === "unauthenticated").length;
    assert.ok(looked <= DELAYS.address.free, `${looked} were looked at`);
    assert.ok(looked > 0);
  },
);

testOnEachDatabase("guessing elsewhere slows nobody down on a browser of their own", async (kv) => {
  const { accounts, tries, guesses } = isolateOn(kv);
  const { deviceToken } = await accounts.signUp(ANN, visitor);
  assert(deviceToken);
  await guesses();
  for (let address = 1; address < 100; address++) await tries("", { address: `10.0.0.${address}` });
  assert.equal((await tries(ANN.password))?.code, "rate_limited", "another browser waits");
  assert.equal(await tries(ANN.password, { device: deviceToken }), null);
});

testOnEachDatabase(
  "a known browser is known to its account alone, and slowed down as well",
  async (kv) => {
    const { accounts, time, tries, guesses } = isolateOn(kv);
    const { deviceToken } = await accounts.signUp(ANN, visitor);
    await accounts.signUp({ ...ANN, username: "otto" }, visitor);
    assert(deviceToken);
    const device = deviceToken;
    assert.equal((await guesses({ device })).count, DELAYS.device.free);
    assert.equal((await guesses({ username: "otto", device })).count, DELAYS.address.free);
    assert.equal(await tries(ANN.password), null, "the address has not failed at this account");
    time.now += DELAYS.device.longestMs;
    assert.equal(await tries(ANN.password, { device }), null);
    assert.equal((await guesses({ device })).count, DELAYS.device.free, "success wipes the slate");
  },
);

testOnEachDatabase("one guesser slows down nobody at another address", async (kv) => {
  const { accounts, time, tries, guesses } = isolateOn(kv);
  await accounts.signUp(ANN, visitor);
  for (let count = 0; count < 30; count++) time.now += (await guesses()).waitMs;
  assert.equal(await tries(ANN.password, { address: OFFICE }), null);
});

testOnEachDatabase(
  "guessers everywhere together make a new browser wait half a minute at most",
  async (kv) => {
    const { accounts, time, tries } = isolateOn(kv);
    await accounts.signUp(ANN, visitor);
    let longest = 0;
    let looked = 0;
    for (let address = 0; address < 200; address++) {
      const from = { address: `10.0.${address >> 4}.${address}` };
      const refusal = await tries("a guess", from);
      if (refusal?.code === "unauthenticated") looked++;
      longest = Math.max(longest, refusal?.retryAfterMs ?? 0);
      time.now += 5_000;
    }
    assert.ok(longest > DELAYS.account.longestMs / 2 && longest <= DELAYS.account.longestMs);
    assert.ok(looked < 70, `${looked} guesses were looked at`);
    time.now += longest;
    assert.equal(await tries(ANN.password, { address: OFFICE }), null);
  },
);

testOnEachDatabase(
  "an address that tries many names has to wait; a success is given back",
  async (kv) => {
    const { accounts, time, tries } = isolateOn(kv);
    const { deviceToken } = await accounts.signUp(ANN, visitor);
    for (let count = 0; count < 20; count++) {
      assert.equal(await tries(ANN.password), null);
    }
    const { burst, perMinute } = RATES.signIn.address;
    for (let count = 0; count < burst; count++) {
      assert.equal((await tries("", { username: `name${count}` }))?.code, "unauthenticated");
    }
    assert.equal((await tries(ANN.password))?.retryAfterMs, MINUTE_MS / perMinute);
    assert.equal(await tries(ANN.password, { device: deviceToken }), null);
    assert.equal(await tries(ANN.password, { address: OFFICE }), null);
    time.now += MINUTE_MS / perMinute;
    assert.equal(await tries(ANN.password), null);
  },
);

testOnEachDatabase(
  "who hammers one account shuts nobody else out at the same address",
  async (kv) => {
    const { accounts, tries } = isolateOn(kv);
    await accounts.signUp(ANN);
    for (let count = 0; count < 2 * RATES.signIn.address.burst; count++) {
      await tries("a guess", { username: "otto" });
    }
    assert.equal(await tries(ANN.password), null);
  },
);

testOnEachDatabase("an attempt for which there is no room counts as none", async (kv) => {
  const { accounts, time } = isolateOn(kv);
  await accounts.signUp(ANN, visitor);
  const limiter = new Limiter({ clock: () => time.now, isOn: true });
  const passwords = new Passwords({ cost: CHEAP, atOnce: 0, waitingMax: 0 });
  const busy = accountsOn(kv, { clock: () => time.now, limiter, passwords }).accounts;
  for (let count = 0; count < 50; count++) {
    await assertRefused("unavailable", busy.signIn(ANN, visitor));
  }
  assert(await accounts.signIn(ANN, visitor));
});

Deno.test("isolates and processes on one database count together", async () => {
  await inTempFolder(async (folder) => {
    const time = { now: Date.UTC(2026, 0, 1) };
    using first = await Deno.openKv(`${folder}/test.sqlite3`);
    using second = await Deno.openKv(`${folder}/test.sqlite3`);
    const [one, other] = [isolateOn(first, time), isolateOn(second, time)];
    const { deviceToken } = await one.accounts.signUp(ANN, visitor);
    for (let count = 0; count < DELAYS.address.free; count++) {
      await [one, other][count % 2]!.tries("a guess");
    }
    for (const { tries } of [one, other]) {
      assert.equal((await tries(ANN.password))?.code, "rate_limited");
      assert.equal(await tries(ANN.password, { device: deviceToken }), null);
    }
  });
});

testOnEachDatabase(
  "a sign-in costs one hash; while others hash, an old one is left as it is",
  async (kv) => {
    await accountsOn(kv).accounts.signUp(ANN);
    const cost = { ...CHEAP, logN: 6 };
    const { accounts } = accountsOn(kv, { passwords: new Passwords({ cost }) });
    const hash = async () => (await new UserStore({ kv }).credentialOf("ann"))?.passwordHash ?? "";
    class Crowded extends CountedPasswords {
      override get isBusy(): boolean {
        return true;
      }
    }
    const crowded = new Crowded({ cost });
    await accountsOn(kv, { passwords: crowded }).accounts.signIn(ANN);
    assert.equal(crowded.hashes, 1);
    assert.match(await hash(), /ln=4,/);
    await accounts.signIn(ANN);
    await accounts.settled();
    assert.match(await hash(), /ln=6,/);
  },
);

testOnEachDatabase("neither names nor tokens of browsers are stored with attempts", async (kv) => {
  const { accounts, tries } = isolateOn(kv);
  const { deviceToken } = await accounts.signUp(ANN, visitor);
  await tries("a guess", { username: "correct-horse" });
  const entries = await Array.fromAsync(kv.list({ prefix: ["sign_in"] }));
  assert.equal(entries.length, 3);
  const stored = Deno.inspect(entries, { depth: 10, strAbbreviateSize: Infinity });
  assert(deviceToken && !stored.includes(deviceToken) && !stored.includes("correct-horse"));
});
