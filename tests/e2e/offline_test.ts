import assert from "node:assert/strict";
import { newRequest, sendMessage } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import { openNetwork } from "../helpers/network.ts";

story("who loses their network is told, and catches up when it is back", async (scene) => {
  const { server } = scene;
  await using network = await openNetwork(server.port);
  const [ann, mia] = await Promise.all([
    scene.person({ name: "Ann" }, { origin: network.origin }),
    scene.person({ name: "Mia", role: "agent" }),
  ]);
  const { id } = await newRequest(server, ann.account!);
  await Promise.all([ann.openRequest(id), mia.openRequest(id)]);

  // What the browser emulates leaves open sockets alone, so the network has to fall silent too.
  const loseNetwork = async () => {
    network.fallSilent();
    await ann.page.setOfflineMode(true);
  };
  const findNetwork = async () => {
    network.recover();
    await ann.page.setOfflineMode(false);
  };

  await scene.step("the chip says that it is offline, and how much waits", async () => {
    await loseNetwork();
    await ann.seesChip(/^Offline$/);
    await ann.send("One");
    await ann.seesChip(/^Offline · 1 waiting$/);
    await ann.send("Two");
    await ann.seesChip(/^Offline · 2 waiting$/);
    await ann.seesMessage("One", { isPending: true });
    await ann.picture("request-offline");
  });

  await scene.step("the others go on, and do not see what waits", async () => {
    await mia.send("Ann, are you there?");
    await mia.seesMessage("Ann, are you there?", { isPending: false });
    assert.match(await mia.chip(), /^Live/);
    assert.deepEqual((await mia.messages()).map(({ text }) => text), [
      "It says: out of paper.",
      "Ann, are you there?",
    ]);
  });

  await scene.step("back online, everything arrives once and the page is complete", async () => {
    await sendMessage(server, mia.account!, id, "Still there?");
    await findNetwork();
    await Promise.all([ann.seesChip(/^Live · complete to #5$/), mia.seesChip(/#5$/)]);
    const expected = [
      "It says: out of paper.",
      "Ann, are you there?",
      "Still there?",
      "One",
      "Two",
    ];
    assert.deepEqual((await ann.messages()).map(({ text }) => text), expected);
    assert.deepEqual((await mia.messages()).map(({ text }) => text), expected);
    assert.ok((await ann.messages()).every(({ isPending }) => !isPending));
  });

  await scene.step("what waits survives a reload", async () => {
    await loseNetwork();
    await ann.seesChip(/^Offline/);
    await ann.send("Written offline");
    await ann.seesMessage("Written offline", { isPending: true });
    await findNetwork();
    await ann.openRequest(id);
    await ann.seesMessage("Written offline", { isPending: false });
    await mia.seesMessage("Written offline");
  });
});
