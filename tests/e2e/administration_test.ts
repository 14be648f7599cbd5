import assert from "node:assert/strict";
import { newRequest } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";

story("an admin finds somebody, and takes away what they may do", async (scene) => {
  const [ann, mia, ada] = await Promise.all([
    scene.person({ name: "Ann" }),
    scene.person({ name: "Mia", role: "agent" }),
    scene.person({ name: "Ada", role: "admin" }),
  ]);
  const { id } = await newRequest(scene.server, ann.account!);
  await Promise.all([ann.openRequest(id), mia.openRequest(id)]);
  const nameOf = (name: string) => `.person-row:has(.person-name)::-p-text(${name})`;

  await scene.step("who is no admin finds no way in, and none is shown to them", async () => {
    for (const path of ["/admin/people", "/admin/audit"]) {
      assert.equal((await (await scene.anotherTab(ann)).open(path)).status(), 403);
    }
    const own = await scene.anotherTab(mia);
    await own.open("/account");
    assert.equal(await own.count('a[href^="/admin/"]'), 0);
  });

  await scene.step("a search finds people by a part of their name", async () => {
    await ada.open("/admin/people");
    assert.equal(await ada.count(".person-row"), 3);
    await ada.fill("#q", "mi");
    await ada.goesBy(".search button");
    assert.equal(await ada.count(".person-row"), 1);
    await ada.picture("people-found");
    await ada.fill("#q", "nobody");
    await ada.goesBy(".search button");
    await ada.sees(".nothing", /Nobody was found/);
  });

  await scene.step("a new role puts the one out whom it lets see no more", async () => {
    await ada.open("/admin/people");
    await ada.goesBy(nameOf("Mia"));
    await ada.page.select("#role", "requester");
    await ada.goesBy('button[value="role"]');
    await ada.sees(".tag", /Requester/);
    await mia.seesChip(/^No access/);
  });

  await scene.step("a disabled account is out at once, and cannot come back", async () => {
    await ada.open("/admin/people");
    await ada.goesBy(nameOf("Ann"));
    await ada.goesBy('button[value="disable"]');
    await ada.sees(".tag.is-alarming", /Disabled/);
    await ada.picture("person-disabled");
    await ann.seesChip(/^Signed out/);
    await ann.open("/");
    assert.match(ann.path(), /^\/signin/);
    await ann.fill("#username", "ann");
    await ann.fill("#password", ann.account!.password);
    await ann.goesBy(".form button");
    await ann.sees(".error-summary", /disabled/);
  });

  await scene.step("all of it stands in the audit log, for whoever looks for it", async () => {
    await ada.goesBy('a[href^="/admin/audit?user="]');
    await ada.sees(".audit-entry", /Account disabled/);
    await ada.picture("audit-log-of-one");
    await ada.open("/admin/audit?action=user.role_changed");
    assert.equal(await ada.count(".audit-entry"), 1);
    await ada.sees(".audit-entry", /Role changed.*mia/);
  });

  await scene.step("an admin has nobody else's power over themselves", async () => {
    await ada.open("/admin/people?q=ada");
    await ada.goesBy(".person-row");
    assert.equal(await ada.count('button[value="role"], button[value="disable"]'), 0);
  });

  ada.assertNoFaults();
});
