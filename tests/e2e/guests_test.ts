/** From a question to the chat without an account, back by the link, and on to an account. */
import assert from "node:assert/strict";
import { newAccount } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import type { Tab } from "../helpers/tab.ts";
import { inScheme, violations } from "../helpers/axe.ts";

/** Fills in what has to be filled in, and is in the chat. */
async function ask(tab: Tab, name: string, question: string): Promise<string> {
  await tab.open("/");
  await tab.goesBy('a[href="/ask"]');
  assert.equal(await tab.count(".form [required]"), 2);
  await tab.fill("#question", question);
  await tab.fill("#name", name);
  await tab.goesBy(".form button");
  assert.match(tab.path(), /^\/requests\/\w{26}$/);
  return tab.path();
}

/** The private link that the page shows. */
async function linkOn(tab: Tab): Promise<string> {
  await tab.goesBy('.notice a[href$="/link"]');
  const { pathname } = new URL(await tab.value("#link"));
  assert.match(pathname, /^\/g\/[\w-]{43}$/);
  return pathname;
}

story("a visitor asks, comes back on another device, and makes an account", async (scene) => {
  const { server } = scene;
  const visitor = await scene.stranger();
  const phone = await scene.stranger({ view: "phone" });
  const agent = await scene.tabOf(await newAccount(server, { name: "Mia", role: "agent" }));
  let path = "";
  let link = "";

  await scene.step("two presses and two fields lead from the first page to the chat", async () => {
    path = await ask(visitor, "Gwen", "Where is my parcel?");
    await visitor.seesChip(/^Live/);
    await visitor.seesMessage("Where is my parcel?", { isOwn: true });
  });

  await scene.step("an agent answers, and the answer comes up at once", async () => {
    await agent.openRequest(path.split("/").at(-1)!);
    await agent.send("On its way.");
    await visitor.seesMessage("On its way.", { isOwn: false });
  });

  await scene.step("the link opens the conversation on a phone", async () => {
    link = await linkOn(visitor);
    await phone.open(link);
    assert.equal(phone.path(), path);
    await phone.seesChip(/^Live/);
    await phone.send("I am on my phone now.");
    await agent.seesMessage("I am on my phone now.");
  });

  await scene.step("the agent revokes the link, and both devices are out", async () => {
    await agent.goesBy('.details a[href$="/link"]');
    await agent.goesBy('button[value="revoke"]');
    await agent.sees(".details", /revoked/);
    await phone.seesChip(/Signed out/);
    await phone.open(link);
    await phone.sees("h1", /opens nothing/);
    phone.faults.length = 0;
  });

  await scene.step("with a new link the guest comes back, and makes an account", async () => {
    await agent.goesBy('.details a[href$="/link"]');
    await agent.goesBy('button[value="renew"]');
    const { pathname } = new URL(await agent.value("#link"));
    await visitor.open(pathname);
    assert.equal(visitor.path(), path);
    await visitor.goesBy('.notice a[href="/account/claim"]');
    await visitor.fill("#username", "mia");
    await visitor.fill("#password", "correct horse");
    await visitor.goesBy(".form button");
    await visitor.sees("#username-error", /taken/);
    await visitor.page.$eval("#username", (field) => (field as HTMLInputElement).value = "");
    await visitor.fill("#username", "gwen");
    await visitor.fill("#password", "correct horse");
    visitor.faults.length = 0;
    await visitor.goesBy(".form button");
    assert.equal(visitor.path(), path);
    await visitor.seesChip(/^Live/);
    await visitor.seesMessage("Where is my parcel?", { isOwn: true });
    assert.equal(await visitor.count(".notice"), 0);
    visitor.assertNoFaults();
  });
});

story("a guest needs no JavaScript", async (scene) => {
  const visitor = await scene.stranger();
  await visitor.page.setJavaScriptEnabled(false);
  const otherDevice = await scene.stranger();
  await otherDevice.page.setJavaScriptEnabled(false);
  let path = "";

  await scene.step("what is missing is said beside an otherwise filled form", async () => {
    await visitor.open("/ask");
    await visitor.fill("#question", "Where is it?");
    await visitor.goesBy(".form button");
    await visitor.sees("#name-error");
    assert.equal(await visitor.value("#question"), "Where is it?");
  });

  await scene.step("they ask, write on, and come back by a new link elsewhere", async () => {
    path = await ask(visitor, "Gus", "Is anybody there?");
    await visitor.fill("#composer-body", "Hello?");
    await visitor.goesBy(".composer button.send");
    await visitor.seesMessage("Hello?", { isOwn: true });
    const first = await linkOn(visitor);
    await visitor.goesBy('button[value="renew"]');
    const { pathname } = new URL(await visitor.value("#link"));
    assert.notEqual(pathname, first);
    await otherDevice.open(first);
    await otherDevice.sees("h1", /opens nothing/);
    await otherDevice.open(pathname);
    assert.equal(otherDevice.path(), path);
    await otherDevice.seesMessage("Hello?", { isOwn: true });
  });

  await scene.step("they make an account, and go on as who they were", async () => {
    await otherDevice.goesBy('.notice a[href="/account/claim"]');
    await otherDevice.fill("#username", "gus");
    await otherDevice.fill("#password", "correct horse");
    await otherDevice.goesBy(".form button");
    assert.equal(otherDevice.path(), path);
    await otherDevice.seesMessage("Hello?", { isOwn: true });
    await visitor.open(path);
    assert.match(visitor.path(), /^\/signin/);
  });
});

story("a guest's pages stand in nobody's way, in light, in dark and on a phone", async (scene) => {
  const { server } = scene;
  const guest = await scene.stranger();
  const phone = await scene.stranger({ view: "phone" });
  const path = await ask(guest, "Gwen", "Where is my parcel? It should have come on Monday.");
  const phonePath = await ask(phone, "Gus", "Is anybody there?");
  const agent = await scene.tabOf(await newAccount(server, { name: "Mia", role: "agent" }));
  const ann = await scene.person({ name: "Ann" });
  const stranger = await scene.stranger();
  const small = await scene.stranger({ view: "phone" });
  const link = await linkOn(guest);
  const views: [name: string, tab: Tab, path: string][] = [
    ["sign-in", stranger, "/signin"],
    ["ask", stranger, "/ask"],
    ["ask-phone", small, "/ask"],
    ["void", stranger, `/g/${"x".repeat(43)}`],
    ["continue", ann, link],
    ["request", guest, path],
    ["request-phone", phone, phonePath],
    ["request-agent", agent, path],
    ["link", guest, `${path}/link`],
    ["link-phone", phone, `${phonePath}/link`],
    ["link-agent", agent, `${path}/link`],
    ["claim", guest, "/account/claim"],
    ["no-second", guest, "/requests/new"],
  ];
  await scene.step("axe finds nothing wrong", async () => {
    const wrong: string[] = [];
    for (const [name, tab, address] of views) {
      await inScheme(tab, "light");
      await tab.open(address);
      wrong.push(...(await violations(tab)).map((one) => `${name}: ${one}`));
      await tab.picture(`guest-${name}-light`);
      await inScheme(tab, "dark");
      const dark = await violations(tab, ["color-contrast"]);
      wrong.push(...dark.map((one) => `${name}, dark: ${one}`));
      await tab.picture(`guest-${name}-dark`);
    }
    assert.deepEqual(wrong, []);
  });
});
