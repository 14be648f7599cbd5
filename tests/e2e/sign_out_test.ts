import assert from "node:assert/strict";
import { newRequest } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";

story("signing out in one tab ends what the others show", async (scene) => {
  const [ann, mia] = await Promise.all([
    scene.person({ name: "Ann" }),
    scene.person({ name: "Mia", role: "agent" }),
  ]);
  const { id } = await newRequest(scene.server, ann.account!);
  const left = await scene.anotherTab(ann);
  await Promise.all([ann.openRequest(id), left.openRequest(id), mia.openRequest(id)]);

  await scene.step("the other tab says so, and offers to sign in", async () => {
    await ann.goesBy('form[action="/signout"] button');
    assert.equal(ann.path(), "/signin");
    await left.seesChip(/^Signed out/);
    await left.sees(`.chip-action[href="/signin?next=/requests/${id}"]`, /Sign in/);
    await left.picture("request-signed-out");
  });

  await scene.step("what is sent by then does not arrive there", async () => {
    await mia.send("Only for who is signed in");
    await mia.seesMessage("Only for who is signed in", { isPending: false });
    assert.match(await left.chip(), /^Signed out/);
    assert.doesNotMatch(await left.page.content(), /Only for who/);
  });

  await scene.step("the page is refused until they have signed in, and leads back", async () => {
    await ann.open(`/requests/${id}`);
    assert.equal(ann.path(), `/signin?next=${encodeURIComponent(`/requests/${id}`)}`);
    await ann.fill("#username", "ann");
    await ann.fill("#password", "not the password");
    await ann.goesBy(".form button");
    await ann.sees(".error-summary, [role=alert]");
    await ann.picture("sign-in-refused");
    await ann.fill("#password", ann.account!.password);
    await ann.goesBy(".form button");
    assert.equal(ann.path(), `/requests/${id}`);
    await ann.seesMessage("Only for who is signed in");
    await ann.seesChip(/^Live/);
  });

  await scene.step("a tab that was signed out comes back with a press and its draft", async () => {
    await left.fill("#composer-body", "Where was I?");
    await left.goesBy(".chip-action");
    assert.equal(left.path(), `/requests/${id}`);
    await left.seesChip(/^Live/);
    assert.equal(await left.value("#composer-body"), "Where was I?");
  });
});
