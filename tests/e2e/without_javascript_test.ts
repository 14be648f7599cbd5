import assert from "node:assert/strict";
import { newAccount, newRequest, sendMessage } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import { inParallel } from "../helpers/in_parallel.ts";

story("everything can be done without JavaScript", async (scene) => {
  const { server } = scene;
  const ann = await scene.stranger();
  await ann.page.setJavaScriptEnabled(false);

  await scene.step("a wrong password is said beside an otherwise filled form", async () => {
    await newAccount(server, { name: "Otto" });
    await ann.open("/");
    assert.equal(ann.path(), "/signin?next=%2F");
    await ann.fill("#username", "otto");
    await ann.fill("#password", "wrong password");
    await ann.goesBy(".form button");
    assert.equal(await ann.value("#username"), "otto");
    assert.match(await ann.page.title(), /^Error/);
  });

  await scene.step("they make an account, leave, and sign in", async () => {
    await ann.open("/signup");
    await ann.fill("#name", "Ann");
    await ann.fill("#username", "ann");
    await ann.fill("#password", "short");
    await ann.goesBy(".form button");
    await ann.sees("#password-error", /at least 8/);
    await ann.fill("#password", "correct horse");
    await ann.goesBy(".form button");
    assert.equal(ann.path(), "/");
    await ann.sees(".nothing-title", /No requests yet/);
    await ann.picture("list-empty");
    await ann.goesBy('form[action="/signout"] button');
    await ann.fill("#username", "ann");
    await ann.fill("#password", "correct horse");
    await ann.goesBy(".form button");
    await ann.sees(".account-name", /Ann/);
  });

  await scene.step("an empty request is refused with the fields' errors", async () => {
    await ann.goesBy("a.new-request");
    await ann.fill("#title", "No JavaScript here");
    await ann.goesBy("main .form button");
    await ann.sees("#body-error", /Message/);
    assert.equal(await ann.value("#title"), "No JavaScript here");
    await ann.picture("new-request-with-errors");
  });

  await scene.step("they start a request and send a message", async () => {
    await ann.fill("#body", "Still, it works.");
    await ann.goesBy("main .form button");
    assert.match(ann.path(), /^\/requests\/\w{26}$/);
    await ann.seesMessage("Still, it works.", { isOwn: true });
    await ann.fill("#composer-body", "A second one");
    await ann.goesBy(".composer button.send");
    await ann.seesMessage("A second one", { isOwn: true });
  });

  await scene.step("they edit it, and delete it", async () => {
    const { id } = await ann.seesMessage("A second one");
    await ann.page.hover(`#m-${id} .bubble`);
    await ann.goesBy(`#m-${id} a[href^="?edit="]`);
    await ann.fill(".message-form textarea", ", edited");
    await ann.goesBy(".message-form .is-primary");
    const edited = await ann.seesMessage("A second one, edited", { id, isEdited: true });
    await ann.page.hover(`#m-${edited.id} .bubble`);
    await ann.goesBy(`#m-${edited.id} a[href^="?delete="]`);
    await ann.sees(".message-question", /for everyone/);
    await ann.goesBy(".message-form .is-danger");
    await ann.seesMessage("Message deleted", { id, isDeleted: true });
  });

  await scene.step("they say that it is solved, and find it by that", async () => {
    await ann.goesBy('.status-choice button[value="solved"]');
    await ann.sees(".headline .status-word", /Solved/);
    await ann.goesBy('.filter[href="/?status=open"]');
    await ann.sees(".nothing-title", /No open requests/);
    await ann.goesBy('.filter[href="/?status=solved"]');
    assert.equal(await ann.count(".row"), 1);
    await ann.goesBy(".row");
    await ann.seesMessage("Still, it works.");
  });

  await scene.step("they read back to the start of a long request, and forth again", async () => {
    const otto = await newAccount(server, { name: "Long Otto", username: "long.otto" });
    const { id } = await newRequest(server, otto, { body: "First" });
    await inParallel(8, 119, (number) => sendMessage(server, otto, id, `Word ${number}`));
    const tab = await scene.tabOf(otto);
    await tab.page.setJavaScriptEnabled(false);
    await tab.open(`/requests/${id}`);
    const seen = [await tab.messages()];
    for (const _page of [2, 3]) {
      await tab.goesBy(".log-start a.button");
      seen.unshift(await tab.messages());
    }
    await tab.sees(".log-start", /starts here/);
    assert.deepEqual(seen.map((page) => page.length), [20, 50, 50]);
    assert.equal(new Set(seen.flat().map((message) => message.id)).size, 120);
    assert.equal(seen[0]?.[0]?.text, "First");
    await tab.goesBy('.log-start a[href^="/requests/"]');
    assert.deepEqual(await tab.messages(), seen[2]);
  });
});
