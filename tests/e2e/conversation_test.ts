import assert from "node:assert/strict";
import { newRequest } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";

story("two people talk on one request, each in a browser of their own", async (scene) => {
  const [ann, mia, otto] = await Promise.all([
    scene.person({ name: "Ann" }),
    scene.person({ name: "Mia", role: "agent" }),
    scene.person({ name: "Otto" }),
  ]);
  const { id } = await newRequest(scene.server, ann.account!, { body: "Nothing prints." });

  await scene.step("who has no right to the request is told that nothing is there", async () => {
    const response = await otto.open(`/requests/${id}`);
    assert.equal(response.status(), 404);
    assert.doesNotMatch(await otto.page.content(), /Nothing prints|printer/);
    await otto.picture("request-not-found");
  });

  await scene.step("both see the page live and complete", async () => {
    await Promise.all([ann.openRequest(id), mia.openRequest(id)]);
    assert.match(await ann.seesChip(/complete/), /^Live · complete to #1$/);
    await mia.seesMessage("Nothing prints.", { isOwn: false });
  });

  await scene.step("what one sends, the other sees without a reload", async () => {
    await ann.send("Hello, is anybody there?");
    await ann.seesMessage("Hello, is anybody there?", { isOwn: true, isPending: false });
    await mia.seesMessage("Hello, is anybody there?", { isOwn: false });
    await mia.send("Yes. What does it say?");
    await ann.seesMessage("Yes. What does it say?", { isOwn: false });
    assert.match(await ann.seesChip(/#3/), /^Live · complete to #3$/);
  });

  await scene.step("an edit reaches the other and says that it is one", async () => {
    const { id: messageId } = await ann.seesMessage("Hello, is anybody there?");
    await ann.useTool(messageId, "edit");
    await ann.page.$eval(".message-form textarea", (field) => field.value = "");
    await ann.fill(".message-form textarea", "Good morning!");
    await ann.picture("message-being-edited");
    await ann.page.keyboard.press("Enter");
    await mia.seesMessage("Good morning!", { id: messageId, isEdited: true });
    await ann.seesMessage("Good morning!", { id: messageId, isEdited: true, isPending: false });
  });

  await scene.step("a deleted message leaves its place, and no words", async () => {
    const { id: messageId } = await ann.seesMessage("Good morning!");
    await ann.useTool(messageId, "delete");
    await ann.sees(".message-form .message-question", /Delete this message/);
    await ann.page.click(".message-form .is-danger");
    await mia.seesMessage("Message deleted", { id: messageId, isDeleted: true });
    await ann.seesMessage("Message deleted", { id: messageId, isDeleted: true });
    assert.doesNotMatch(await mia.page.content(), /Good morning/);
  });

  await scene.step("nobody may edit what another one wrote", async () => {
    const { id: messageId } = await ann.seesMessage("Yes. What does it say?");
    assert.equal(await ann.count(`#m-${messageId} .tool`), 0);
  });

  await scene.step("a note among the staff does not reach the requester", async () => {
    await mia.page.click('input[name="kind"][value="note"] + *, input[name="kind"][value="note"]');
    await mia.send("They forgot the paper, again.");
    await mia.seesMessage("They forgot the paper, again.", { isNote: true });
    await ann.seesChip(/complete to #6$/);
    assert.doesNotMatch(await ann.page.content(), /forgot the paper/);
    await mia.picture("request-with-note");
  });

  await scene.step("a reload shows the same", async () => {
    const before = await ann.messages();
    await ann.openRequest(id);
    assert.deepEqual(await ann.messages(), before);
  });

  await scene.step("no browser had anything to complain of", async () => {
    // The refused page of Otto's is one, as it should be.
    assert.equal(otto.faults.length, 1);
    ann.assertNoFaults();
    mia.assertNoFaults();
    await Promise.resolve();
  });
});
