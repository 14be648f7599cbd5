import assert from "node:assert/strict";
import type { CDPSession } from "puppeteer-core";
import { openKv } from "../../lib/storage/open_kv.ts";
import { inScheme, violations } from "../helpers/axe.ts";
import { type Account, newAccount } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import type { Tab } from "../helpers/tab.ts";

const PATH = "/account/passkeys";
const ADD = ".add-passkey button";
const USE = ".passkey-sign-in button";

/** A device in the browser that keeps passkeys, and says yes by itself. */
async function giveDevice(tab: Tab): Promise<{ session: CDPSession; authenticatorId: string }> {
  const session = await tab.page.createCDPSession();
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, authenticatorId };
}

async function signIn(tab: Tab, { user, password }: Account): Promise<void> {
  await tab.fill("#username", user.username);
  await tab.fill("#password", password);
  await tab.goesBy(".form button");
}

/** How it looks and whether everybody can use it, by day and by night. */
async function look(tab: Tab, name: string): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    await inScheme(tab, scheme);
    assert.deepEqual(await violations(tab), [], `${name}, ${scheme}`);
    await tab.picture(`passkeys-${name}-${scheme}`);
  }
  await inScheme(tab, "light");
}

story("somebody adds a passkey, and comes in with it instead of a password", async (scene) => {
  const { server } = scene;
  // Browsers make no passkeys for IP addresses.
  const origin = `http://localhost:${server.port}`;
  const [ann, otto] = [
    await newAccount(server, { name: "Ann" }),
    await newAccount(server, { name: "Otto" }),
  ];
  const tab = await scene.stranger({ origin });
  const { session, authenticatorId } = await giveDevice(tab);
  const others = await scene.stranger({ origin, view: "phone" });
  await giveDevice(others);

  await scene.step("the page says what a passkey is, and that there is none", async () => {
    await tab.open(PATH);
    assert.equal(tab.path(), `/signin?next=${encodeURIComponent(PATH)}`);
    await signIn(tab, ann);
    assert.equal(tab.path(), PATH);
    await tab.sees(".nothing-yet");
    await look(tab, "none");
  });

  await scene.step(
    "a device that does not know its owner makes none, and they read why",
    async () => {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
      await tab.page.click(ADD);
      await tab.sees(".add-passkey [role=alert]", /cancelled, or took too long/);
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    },
  );

  await scene.step("one is added with a press, named after the device", async () => {
    await tab.goesBy(ADD);
    await tab.sees(".notice", /Chrome on Linux can sign you in/);
    await tab.sees(".passkey-name", /^Chrome on Linux$/);
    await tab.sees(".passkey .meta", /not used yet/);
    await look(tab, "added");
  });

  await scene.step("the same device is not added twice", async () => {
    await tab.page.click(ADD);
    await tab.sees(".add-passkey [role=alert]", /has a passkey of your account already/);
  });

  await scene.step("it is given a name, which must not be empty", async () => {
    await tab.goesBy('.passkey-actions a[href^="?rename="]');
    await tab.page.$eval("#name", (field) => (field as HTMLInputElement).value = " ");
    await tab.goesBy(".passkey-form button");
    await tab.sees("#name-error", /Name must not be empty/);
    await look(tab, "rename");
    await tab.fill("#name", "My laptop");
    await tab.goesBy(".passkey-form button");
    await tab.sees(".passkey-name", /^My laptop$/);
    // The browser itself notes the refused form.
    assert.ok(tab.faults.splice(0).every((fault) => /status of 422/.test(fault)));
  });

  await scene.step("who signs out comes back without a password", async () => {
    await tab.goesBy('form[action="/signout"] button');
    await tab.open(`/signin?next=${encodeURIComponent(PATH)}`);
    await look(tab, "sign-in");
    await tab.goesBy(USE);
    assert.equal(tab.path(), PATH);
    await tab.sees(".account-name", /Ann/);
    await tab.sees(".passkey .meta", /last used \d\d:\d\d/);
  });

  await scene.step("somebody else's device opens nothing", async () => {
    await others.open("/signin");
    await others.page.click(USE);
    await others.sees(".passkey-sign-in [role=alert]", /or none is at hand/);
    await look(others, "sign-in-refused-phone");
    await signIn(others, otto);
    await others.open(PATH);
    await others.sees(".nothing-yet");
    await others.goesBy(ADD);
    await others.sees(".passkey-name", /^Chrome on/);
    await look(others, "phone");
  });

  await scene.step("long after signing in, one signs in again to add another", async () => {
    await ageSessions(server.database);
    await tab.open(PATH);
    await look(tab, "sign-in-again");
    await tab.goesBy(".sign-in-again button");
    assert.equal(tab.path(), `/signin?next=${PATH}`);
    await tab.goesBy(USE);
    assert.equal(tab.path(), PATH);
    await tab.sees(ADD, /Add a passkey/);
  });

  await scene.step("a removed passkey opens nothing any more", async () => {
    await tab.goesBy('.passkey-actions a[href^="?remove="]');
    await tab.sees(".passkey-question", /Remove My laptop\?/);
    await look(tab, "remove");
    await tab.goesBy(".passkey-form button");
    await tab.sees(".nothing-yet");
    tab.assertNoFaults();
    await tab.goesBy('form[action="/signout"] button');
    await tab.page.click(USE);
    await tab.sees(".passkey-sign-in [role=alert]", /not known here/);
    assert.ok(tab.faults.splice(0).every((fault) => /status of 401/.test(fault)));
    await signIn(tab, ann);
    await tab.sees(".account-name", /Ann/);
  });
});

/** Lets every session have begun an hour earlier. */
async function ageSessions(database: string): Promise<void> {
  const { kv } = await openKv(database);
  try {
    for await (const { key, value } of kv.list<{ createdAt: number }>({ prefix: ["session"] })) {
      await kv.set(key, { ...value, createdAt: value.createdAt - 60 * 60 * 1000 });
    }
  } finally {
    kv.close();
  }
}
