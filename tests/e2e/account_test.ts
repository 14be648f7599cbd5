import assert from "node:assert/strict";
import { newAccount, newRequest, signIn } from "../helpers/app_people.ts";
import { inScheme, violations } from "../helpers/axe.ts";
import { type Scene, story } from "../helpers/browser.ts";
import type { Tab } from "../helpers/tab.ts";

const NEXT_PASSWORD = "battery staple";
const env = { HOTLINE_RATE_LIMIT: "off" };
const SECRET = /hotline_[\w-]{43}/;

/** Asserts that axe finds nothing in light and dark, and takes a picture of each. */
async function isAccessible(tab: Tab, name: string): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    await inScheme(tab, scheme);
    assert.deepEqual(await violations(tab), [], `${name}, ${scheme}`);
    await tab.picture(`${name}-${scheme}`);
  }
}

/** A tab of Ann's, whose other session has a socket open in a request. */
async function annWithTwo(scene: Scene, view: "desktop" | "phone") {
  const { server } = scene;
  const ann = await newAccount(server, { name: "Ann" });
  const { id } = await newRequest(server, ann);
  const other = await scene.tabOf(
    await signIn(server, { username: "ann", password: ann.password }),
  );
  await other.openRequest(id);
  return { id, other, here: await scene.tabOf(ann, { view }) };
}

story("people see where they are signed in, and end it", async (scene) => {
  const { id, other, here } = await annWithTwo(scene, "desktop");

  await scene.step("their own name in the corner leads there", async () => {
    await here.open("/");
    await here.goesBy("a.account-name");
    assert.equal(here.path(), "/account");
    await here.sees(".profile", /Ann.*ann.*Requester/);
    await here.goesBy('a[href="/account/sessions"]');
    assert.equal(await here.count(".entry"), 2);
    await here.sees(".entry .badge", /This browser/);
    await here.sees(".entry-title", /^Deno/);
    await isAccessible(here, "account-sessions");
  });

  await scene.step("one that is ended says so in its open page", async () => {
    await here.goesBy('.entry button[name="end"]');
    await here.sees(".notice", /has ended/);
    assert.equal(await here.count(".entry"), 1);
    assert.equal(await here.count(".entries-form"), 0);
    await other.seesChip(/Signed out/);
    await isAccessible(here, "account-sessions-one");
  });

  await scene.step("all others end at once, and this browser stays signed in", async () => {
    const { server } = scene;
    const further = await signIn(server, { username: "ann", password: "correct horse" });
    const third = await scene.tabOf(further);
    await third.openRequest(id);
    await here.open("/account/sessions");
    await here.goesBy(".entries-form button");
    await here.sees(".notice", /All other sessions/);
    await third.seesChip(/Signed out/);
    await here.openRequest(id);
    here.assertNoFaults();
  });
}, { env });

story("people change their password, and are out everywhere else", async (scene) => {
  const { id, other, here } = await annWithTwo(scene, "phone");

  await scene.step("a wrong one is told beside its field", async () => {
    await here.open("/account");
    await isAccessible(here, "account-phone");
    await here.fill("#current", "wrong password");
    await here.fill("#password", NEXT_PASSWORD);
    await here.goesBy(".form button");
    await here.sees("#current-error", /Current password is wrong/);
    assert.match(await here.page.title(), /^Error/);
    assert.equal(await here.value("#password"), "");
    await isAccessible(here, "account-wrong-password-phone");
  });

  await scene.step("the right one changes it", async () => {
    await here.fill("#current", "correct horse");
    await here.fill("#password", NEXT_PASSWORD);
    await here.goesBy(".form button");
    assert.equal(here.path(), "/account?done=password");
    await here.sees(".notice", /password is changed/);
    await other.seesChip(/Signed out/);
    await here.openRequest(id);
  });
}, { env });

for (const javaScript of [true, false]) {
  const how = javaScript ? "" : ", without JavaScript too";
  story(`people make a token, see its secret once, and revoke it${how}`, async (scene) => {
    const ann = await scene.person({ name: "Ann" }, { view: javaScript ? "desktop" : "phone" });
    await ann.page.setJavaScriptEnabled(javaScript);
    const authorized = async (secret: string) => {
      const headers = { authorization: `Bearer ${secret}` };
      const response = await fetch(`${scene.server.origin}/api/session`, { headers });
      await response.body?.cancel();
      return response.status;
    };
    let secret = "";

    await scene.step("without a name there is none", async () => {
      await ann.open("/account/tokens");
      await ann.sees("main .nothing-title", /No tokens yet/);
      await ann.picture(`account-tokens-none${javaScript ? "" : "-phone"}`);
      await ann.page.click("input[name=read]");
      await ann.page.click("input[name=write]");
      await ann.goesBy("main .form button");
      await ann.sees("#name-error", /Name must not be empty/);
      await ann.sees("#scopes-error", /must hold read/);
      if (javaScript) await isAccessible(ann, "account-tokens-wrong");
    });

    await scene.step("with a name its secret is shown, and works", async () => {
      await ann.fill("#name", "Nightly report");
      await ann.page.click("input[name=read]");
      await ann.goesBy("main .form button");
      secret = (await ann.text("#new-secret"))!;
      assert.match(secret, SECRET);
      assert.equal(await authorized(secret), 200);
      assert.equal(ann.path(), "/account/tokens");
      if (javaScript) {
        await ann.sees(".secret .button", /Copy/);
        await isAccessible(ann, "account-token-made");
      } else await ann.picture("account-token-made-phone");
    });

    await scene.step("the page that is loaded again makes no second one", async () => {
      await ann.page.reload();
      await ann.sees(".error-summary", /made already/);
      assert.ok(!SECRET.test(await ann.page.content()));
      assert.equal(await ann.count(".entry"), 1);
    });

    await scene.step("revoked, after a question, it is over", async () => {
      await ann.open("/account/tokens");
      await ann.page.click(".asks summary");
      await ann.sees(".asks[open]", /for good/);
      if (javaScript) await isAccessible(ann, "account-token-revoke");
      else await ann.picture("account-token-revoke-phone");
      await ann.goesBy(".asks .is-danger");
      await ann.sees(".notice", /revoked/);
      assert.equal(await ann.count(".entry"), 0);
      assert.equal(await authorized(secret), 401);
    });
  }, { env });
}
