import assert from "node:assert/strict";
import type { Message } from "../../lib/model/message.ts";
import { type Account, call, newRequest, sendMessage } from "../helpers/app_people.ts";
import { type Scene, story } from "../helpers/browser.ts";
import type { Tab } from "../helpers/tab.ts";

/** With two isolates, the two people may well sit in different ones. */
const OPTIONS = { isolates: 2 };

async function storedMessages(scene: Scene, reader: Account, id: string): Promise<Message[]> {
  const path = `/api/requests/${id}/messages?limit=200`;
  return (await call<{ messages: Message[] }>(scene.server, reader, "GET", path)).messages;
}

/** That a page shows exactly what is stored, in that order. */
async function assertComplete(tab: Tab, stored: Message[]): Promise<void> {
  const seen = await tab.messages();
  assert.deepEqual(seen.map(({ id }) => id), stored.map(({ id }) => id));
  assert.deepEqual(
    seen.filter(({ isDeleted }) => !isDeleted).map(({ text }) => text),
    stored.filter(({ deletedAt }) => deletedAt === null).map(({ body }) => body),
  );
}

story("a server that dies and comes back is noticed, and nothing is lost", async (scene) => {
  const { server } = scene;
  const [ann, mia] = await Promise.all([
    scene.person({ name: "Ann" }),
    scene.person({ name: "Mia", role: "agent" }),
  ]);
  const { id } = await newRequest(server, ann.account!);
  await Promise.all([ann.openRequest(id), mia.openRequest(id)]);
  await ann.send("Before");
  const { id: before } = await ann.seesMessage("Before", { isPending: false });
  await mia.seesMessage("Before");

  await scene.step("both pages say that they try to come back", async () => {
    assert.equal((await server.kill("SIGKILL")).signal, "SIGKILL");
    await Promise.all([ann.seesChip(/^Reconnecting/), mia.seesChip(/^Reconnecting/)]);
    await mia.picture("request-reconnecting");
  });

  await scene.step("what is written meanwhile shows at once, as not sent yet", async () => {
    await ann.send("While it was down");
    await ann.seesMessage("While it was down", { isOwn: true, isPending: true });
    await ann.useTool(before, "edit");
    await ann.fill(".message-form textarea", ", edited while it was down");
    await ann.page.keyboard.press("Enter");
    await ann.seesMessage("Before, edited while it was down", { isPending: true });
    await ann.picture("request-reconnecting-pending");
  });

  await scene.step("both come back by themselves, live and complete", async () => {
    await server.start();
    await Promise.all([
      ann.seesChip(/^Live · complete to #4$/),
      mia.seesChip(/^Live · complete to #4$/),
    ]);
  });

  await scene.step("what was written meanwhile is sent, once", async () => {
    await ann.seesMessage("While it was down", { isPending: false });
    await ann.seesMessage("Before, edited while it was down", { isPending: false, isEdited: true });
    await mia.seesMessage("While it was down");
    const stored = await storedMessages(scene, mia.account!, id);
    assert.equal(stored.filter(({ body }) => body === "While it was down").length, 1);
    await assertComplete(ann, stored);
    await assertComplete(mia, stored);
  });
}, OPTIONS);

story("servers that die again and again lose and double nothing", async (scene) => {
  const { server } = scene;
  const [ann, mia] = await Promise.all([
    scene.person({ name: "Ann" }),
    scene.person({ name: "Mia", role: "agent" }),
  ]);
  await Promise.all([ann.comesBackSoon(), mia.comesBackSoon()]);
  const { id } = await newRequest(server, ann.account!);
  await Promise.all([ann.openRequest(id), mia.openRequest(id)]);

  await scene.step("dying in the middle of thirty messages loses and doubles none", async () => {
    const bodies = Array.from({ length: 30 }, (_, number) => `Word ${number + 1}`);
    for (const body of bodies) {
      await ann.send(body);
      if (body === "Word 15") {
        await mia.seesMessage("Word 5");
        await server.kill("SIGKILL");
      }
    }
    await mia.seesChip(/^Reconnecting/);
    await server.start();
    await ann.seesMessage("Word 30", { isPending: false });
    await Promise.all([ann.seesChip(/#31$/), mia.seesChip(/#31$/)]);
    const stored = await storedMessages(scene, mia.account!, id);
    assert.deepEqual(stored.slice(-30).map(({ body }) => body), bodies);
    await assertComplete(ann, stored);
    await assertComplete(mia, stored);
  });

  await scene.step("what others wrote while one was away is there afterwards", async () => {
    await server.kill("SIGKILL");
    await mia.seesChip(/^Reconnecting/);
    await server.start();
    await sendMessage(server, ann.account!, id, "From another device");
    await mia.seesMessage("From another device");
    await Promise.all([ann.seesChip(/#32$/), mia.seesChip(/#32$/)]);
  });

  await scene.step("a server that is asked to leave does so, and the pages return", async () => {
    const { code } = await server.kill("SIGTERM");
    assert.equal(code, 0);
    await mia.seesChip(/^Reconnecting/);
    await mia.send("Are you there?");
    await server.start();
    await ann.seesMessage("Are you there?");
    await mia.seesMessage("Are you there?", { isPending: false });
    await Promise.all([ann.seesChip(/#33$/), mia.seesChip(/#33$/)]);
    assert.doesNotMatch(await server.log(), /error|panic/i);
  });
}, OPTIONS);
