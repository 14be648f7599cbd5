import assert from "node:assert/strict";
import { addressKey } from "../../lib/limits/address_key.ts";
import { Limiter } from "../../lib/limits/limiter.ts";
import { RATES } from "../../lib/limits/rates.ts";
import { HotlineError } from "../../lib/model/errors.ts";

function limiterOn(isOn = true) {
  const time = { now: Date.UTC(2026, 0, 1) };
  return { time, limiter: new Limiter({ clock: () => time.now, isOn }) };
}

const ann = { userId: "ann", address: "192.0.2.1" };

function refusalOf(act: () => void): HotlineError {
  try {
    act();
  } catch (error) {
    assert(error instanceof HotlineError);
    return error;
  }
  assert.fail("nobody was refused");
}

Deno.test("a person over the rate is refused from every address, and told when to come again", () => {
  const { time, limiter } = limiterOn();
  const { burst, perMinute } = RATES.command.person;
  for (let count = 0; count < burst; count++) limiter.take("command", ann);
  const elsewhere = { ...ann, address: "198.51.100.1" };
  const { code, status, retryAfterMs, message } = refusalOf(() =>
    limiter.take("command", elsewhere)
  );
  assert.deepEqual([code, status, retryAfterMs], ["rate_limited", 429, 60_000 / perMinute]);
  assert.match(message, /Try again in a second\.$/);
  limiter.take("command", { ...ann, userId: "otto" });
  limiter.take("join", ann);
  time.now += 60_000 / perMinute;
  limiter.take("command", ann);
});

Deno.test("an address over the rate is refused, whoever they are there", () => {
  const { limiter } = limiterOn();
  const { burst } = RATES.signUp.address;
  const nobody = { userId: null, address: "2001:db8:1:2::1" };
  for (let count = 0; count < burst; count++) limiter.take("signUp", nobody);
  const neighbour = { ...nobody, address: "2001:db8:1:2:ffff::7" };
  assert.match(refusalOf(() => limiter.take("signUp", neighbour)).message, /12 seconds/);
  limiter.take("signUp", { ...nobody, address: "2001:db8:1:3::1" });
  limiter.giveBack("signUp", nobody);
  limiter.take("signUp", neighbour);
});

Deno.test("a refusal by one's address costs nothing of one's own", () => {
  const { limiter } = limiterOn();
  for (let person = 0; person < RATES.newRequest.address.burst; person++) {
    limiter.take("newRequest", { ...ann, userId: `person ${person}` });
  }
  for (let count = 0; count < 2 * RATES.newRequest.person.burst; count++) {
    refusalOf(() => limiter.take("newRequest", ann));
  }
  limiter.take("newRequest", { ...ann, address: null });
});

Deno.test("switched off, it refuses nobody", () => {
  const { limiter } = limiterOn(false);
  for (let count = 0; count < 10_000; count++) limiter.take("signUp", ann);
});

Deno.test("addresses of one household count as one, however they are written", () => {
  const keys = [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:DB8::1", "2001:db8:0:0::/64"],
    ["2001:0db8:0000:0000:1:2:3:4", "2001:db8:0:0::/64"],
    ["2001:db8:0:1::", "2001:db8:0:1::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ];
  for (const [address = "", key] of keys) assert.equal(addressKey(address), key);
});
