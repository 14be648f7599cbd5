import assert from "node:assert/strict";
import { call, newAccount, newRequest, sendMessage } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import { inScheme, violations } from "../helpers/axe.ts";
import type { Tab } from "../helpers/tab.ts";

story("nothing stands in the way of those who read, hear or press differently", async (scene) => {
  const { server } = scene;
  const [ann, mia] = await Promise.all([
    newAccount(server, { name: "Ann" }),
    newAccount(server, { name: "Mia", role: "agent" }),
  ]);
  const { id } = await newRequest(server, ann, { body: "See https://example.org for it." });
  const message = await sendMessage(server, ann, id, "First words");
  const gone = await sendMessage(server, ann, id, "Words to be deleted");
  const path = `/api/requests/${id}/messages`;
  await call(server, ann, "PATCH", `${path}/${message.id}`, { body: "Edited", clientId: "edit-1" });
  await call(server, ann, "DELETE", `${path}/${gone.id}`, { clientId: "delete-1" });
  await sendMessage(server, mia, id, "Between us: they forgot the paper.", { kind: "note" });
  await sendMessage(server, mia, id, "Is there paper in it?");
  const closed = await newRequest(server, ann, { title: "An old one" });
  await call(server, mia, "PATCH", `/api/requests/${closed.id}`, { status: "closed" });
  for (const [number, status] of (["pending", "solved"] as const).entries()) {
    const one = await newRequest(server, ann, { title: `Number ${number}` });
    await call(server, mia, "PATCH", `/api/requests/${one.id}`, { status });
  }

  const stranger = await scene.stranger();
  const requester = await scene.tabOf(ann);
  const agent = await scene.tabOf(mia);
  const phone = await scene.tabOf(mia, { view: "phone" });
  const views: [name: string, tab: Tab, path: string][] = [
    ["sign-in", stranger, "/signin"],
    ["sign-up", stranger, "/signup"],
    ["error", stranger, "/nothing"],
    ["list", requester, "/"],
    ["list-none", requester, "/?status=pending&q=nothing"],
    ["new-request", requester, "/requests/new"],
    ["request-requester", requester, `/requests/${id}`],
    ["request-agent", agent, `/requests/${id}`],
    ["request-edit", requester, `/requests/${id}?edit=${message.id}`],
    ["request-delete", requester, `/requests/${id}?delete=${message.id}`],
    ["request-access", agent, `/requests/${id}/access`],
    ["request-closed", agent, `/requests/${closed.id}`],
    ["request-earlier", agent, `/requests/${id}?before=3`],
    ["account", requester, "/account"],
    ["sessions", requester, "/account/sessions"],
    ["tokens-none", requester, "/account/tokens"],
    ["account-phone", phone, "/account"],
    ["sessions-phone", phone, "/account/sessions"],
    ["tokens-phone", phone, "/account/tokens"],
    ["list-phone", phone, "/"],
    ["request-phone", phone, `/requests/${id}`],
  ];
  await scene.step("axe finds nothing wrong on any page, in light and in dark", async () => {
    const wrong: string[] = [];
    const look = async (name: string, tab: Tab, path: string) => {
      await inScheme(tab, "light");
      await tab.open(path);
      if (await tab.count(".composer, .composer-closed") > 0) await tab.sees(".log.is-live");
      wrong.push(...(await violations(tab)).map((one) => `${name}: ${one}`));
      await tab.picture(`access-${name}-light`);
      await inScheme(tab, "dark");
      // Nothing but colours depends on it.
      const dark = await violations(tab, ["color-contrast"]);
      wrong.push(...dark.map((one) => `${name}, dark: ${one}`));
      await tab.picture(`access-${name}-dark`);
    };
    await Promise.all([stranger, requester, agent, phone].map(async (tab) => {
      for (const [name, , path] of views.filter((view) => view[1] === tab)) {
        await look(name, tab, path);
      }
    }));
    assert.deepEqual(wrong, []);
  });

  await scene.step("forms with errors are no worse, and lead to what is wrong", async () => {
    await stranger.open("/signup");
    await stranger.fill("#name", "Otto");
    await stranger.goesBy(".form button");
    await stranger.sees("#username-error");
    assert.deepEqual(await violations(stranger), []);
    assert.equal(
      await stranger.page.$eval("#username", (field) => field.getAttribute("aria-invalid")),
      "true",
    );
    await stranger.picture("sign-up-with-errors");
  });

  await scene.step("the first press of the tabulator offers to skip to the content", async () => {
    await agent.open(`/requests/${id}`);
    await agent.page.keyboard.press("Tab");
    const focused = () => agent.page.evaluate(() => document.activeElement?.textContent);
    assert.equal(await focused(), "Skip to content");
  });
});
