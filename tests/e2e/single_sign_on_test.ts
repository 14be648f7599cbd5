/** From the sign-in page to the provider's, and back into the desk. */
import assert from "node:assert/strict";
import { inScheme, violations } from "../helpers/axe.ts";
import { story } from "../helpers/browser.ts";
import { startProvider, type TestProvider } from "../helpers/oidc_provider.ts";
import type { Tab } from "../helpers/tab.ts";

let provider: TestProvider;
/** Filled in before the story begins. */
const env: Record<string, string> = {};

Deno.test.beforeAll(async () => {
  provider = await startProvider();
  provider.people.set("p-1", { preferred_username: "pia", name: "Pia Holm" });
  Object.assign(env, provider.environment);
});
Deno.test.afterAll(() => provider.close());

const BUTTON = 'a[href^="/signin/oidc"]';

/** Fills in the provider's own pages: who they are, and that they agree. */
async function signInThere(tab: Tab, subject: string): Promise<void> {
  await tab.fill('input[name="login"]', subject);
  await tab.fill('input[name="password"]', "any");
  await tab.goesBy('button[type="submit"]');
  await tab.sees("h1", /Authorize/);
  await tab.goesBy('button[type="submit"]');
}

story("somebody signs in with the provider's account", async (scene) => {
  const pia = await scene.stranger();
  const phone = await scene.stranger({ view: "phone" });

  await scene.step("the sign-in page offers it, in every light and on a phone", async () => {
    for (const [tab, name] of [[pia, "desktop"], [phone, "phone"]] as const) {
      await tab.open("/signin?next=/requests/new");
      assert.equal(await tab.text(BUTTON), "Sign in with Example");
      for (const scheme of ["light", "dark"] as const) {
        await inScheme(tab, scheme);
        assert.deepEqual(await violations(tab), []);
        await tab.picture(`single-sign-on-${name}-${scheme}`);
      }
    }
  });

  await scene.step("whoever cancels there is back, and may try another way", async () => {
    await pia.goesBy(BUTTON);
    await pia.goesBy('a[href$="/abort"]');
    await pia.sees('[role="status"]', /You cancelled/);
    await pia.picture("single-sign-on-cancelled");
  });

  await scene.step("whoever signs in there is where they were going, with an account", async () => {
    await pia.goesBy(BUTTON);
    await signInThere(pia, "p-1");
    assert.equal(pia.path(), "/requests/new");
    await pia.fill("#title", "My parcel");
    await pia.fill("#body", "Where is it?");
    await pia.goesBy(".form button");
    await pia.seesChip(/^Live/);
    await pia.seesMessage("Where is it?", { isOwn: true });
  });

  await scene.step("on a phone they find their request again", async () => {
    await phone.page.setJavaScriptEnabled(false);
    await phone.goesBy(BUTTON);
    await signInThere(phone, "p-1");
    await phone.open("/");
    await phone.sees("main", /My parcel/);
  });

  await scene.step("a way back that was used leads to a page that says so", async () => {
    await phone.open("/signin/oidc/callback?code=used&state=used");
    await phone.sees("h1", /did not work/);
    await phone.picture("single-sign-on-failed-phone");
    await pia.open("/signin/oidc/callback?code=used&state=used");
    assert.deepEqual(await violations(pia), []);
    await inScheme(pia, "dark");
    await pia.picture("single-sign-on-failed-dark");
  });
}, { env });
